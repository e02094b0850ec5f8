/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-notes.h"
#include "engine/core/imb-view.h"
#include "engine/params/imb-param.h"

G_BEGIN_DECLS

/* sampling_strategy: how many rows each class shall have, with imbalanced-learn's meaning. Text:
 * auto, minority, majority, not minority, not majority, all, a number in (0, 1] (two classes
 * only), {label:count;label:count}, or [label;label] for cleaning samplers. A label with
 * : ; { } [ ] , or a double quote stands in double quotes, a double quote in it doubled. */

typedef enum
{
  IMB_STRATEGY_OVER,
  IMB_STRATEGY_UNDER,
  IMB_STRATEGY_CLEAN,
} ImbStrategyKind;

/* Legal for some data? For a parameter table. */
gboolean imb_strategy_check_over (const char *text,
                                  GError    **error);
gboolean imb_strategy_check_under (const char *text,
                                   GError    **error);
gboolean imb_strategy_check_clean (const char *text,
                                   GError    **error);

/* Which of the three a parameter of that name is; FALSE when it is something else. */
gboolean imb_strategy_kind_of (const ImbParam  *param,
                               ImbStrategyKind *kind);

/* The usual values, NULL-terminated, for forms. */
extern const char *const imb_strategy_over_suggestions[];
extern const char *const imb_strategy_under_suggestions[];
extern const char *const imb_strategy_clean_suggestions[];

/* The parameter for the table of a sampler that adds rows, or drops them; S has a const char *sampling_strategy. */
#define IMB_STRATEGY_PARAM_OVER(S)                                                                                     \
  {                                                                                                                    \
    .name = "sampling_strategy",                                                                                       \
    .label = N_ ("Class sizes"),                                                                                       \
    .help = N_ ("Which classes grow and to how many rows: a word, minority rows per majority row, or {label:count}."), \
    IMB_TEXT (S, sampling_strategy, "auto", imb_strategy_check_over, imb_strategy_over_suggestions),                   \
  }
#define IMB_STRATEGY_PARAM_UNDER(S)                                                                                           \
  {                                                                                                                           \
    .name = "sampling_strategy",                                                                                              \
    .label = N_ ("Class sizes"),                                                                                              \
    .help = N_ ("Which classes are reduced and to how many rows: a word, minority rows per majority row, or {label:count}."), \
    IMB_TEXT (S, sampling_strategy, "auto", imb_strategy_check_under, imb_strategy_under_suggestions),                        \
  }
#define IMB_STRATEGY_PARAM_CLEAN(S)                                                                    \
  {                                                                                                    \
    .name = "sampling_strategy",                                                                       \
    .label = N_ ("Classes"),                                                                           \
    .help = N_ ("Which classes may lose rows: a word, or a list such as [label;label]."),              \
    IMB_TEXT (S, sampling_strategy, "auto", imb_strategy_check_clean, imb_strategy_clean_suggestions), \
  }

/* Known defects of imbalanced-learn: corrected, or followed to the letter. S has an int compat. */
typedef enum
{
  IMB_COMPAT_NONE,
  IMB_COMPAT_IMBALANCED_LEARN,
} ImbCompat;

extern const ImbChoice imb_compat_choices[];

#define IMB_COMPAT_PARAM(S)                                                                                 \
  {                                                                                                         \
    .name = "compat",                                                                                       \
    .label = N_ ("Compatible with"),                                                                        \
    .help = N_ ("Whether to repeat what looks like a defect of another program, for the same rows as it."), \
    IMB_CHOICE (S, compat, IMB_COMPAT_NONE, imb_compat_choices),                                            \
    .is_ours = TRUE,                                                                                        \
  }

/**
 * imb_strategy_resolve:
 * @targets: (out) (array length=in->n_classes): OVER: rows to add; UNDER: rows to keep;
 *   CLEAN: 1 when the class may lose rows
 * @targeted: (out) (nullable) (array length=in->n_classes): whether the class is in imbalanced-learn's map at all
 *
 * Returns: FALSE with IMB_ERROR_PARAM and a sentence that says what to write instead
 */
gboolean imb_strategy_resolve (ImbStrategyKind kind,
                               const char     *text,
                               const ImbView  *in,
                               gsize          *targets,
                               gboolean       *targeted,
                               GError        **error);

/**
 * imb_strategy_note:
 * @targets: as imb_strategy_resolve() gave them, OVER or UNDER
 *
 * Notes what the person may not have expected: that nothing changes, or that a class becomes larger than
 * the largest was.
 */
void imb_strategy_note (ImbStrategyKind kind,
                        const ImbView  *in,
                        const gsize    *targets,
                        ImbNotes       *notes);

/**
 * imb_strategy_from_counts:
 *
 * Returns: (transfer full): the {label:count;…} text that asks for these counts
 */
char *imb_strategy_from_counts (const ImbView *in,
                                const gsize   *counts);

G_END_DECLS
