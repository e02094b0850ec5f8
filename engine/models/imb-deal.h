/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"
#include "engine/core/imb-view.h"
#include "engine/params/imb-param.h"

G_BEGIN_DECLS

/* How many rows of each class the rounds of an ensemble see: what they shall have in all of them, or going there from what there is. */
typedef enum
{
  IMB_SCHEDULE_UNIFORM,
  IMB_SCHEDULE_PROGRESSIVE,
} ImbSchedule;

extern const ImbChoice imb_schedule_choices[];

/* Row of the table of a model; S has an int balancing_schedule. */
#define IMB_SCHEDULE_PARAM(S)                                                                                                     \
  {                                                                                                                               \
    .name = "balancing_schedule",                                                                                                 \
    .label = N_ ("Balancing schedule"),                                                                                           \
    .help = N_ ("Whether all rounds see classes of the wanted sizes, or the first sees all rows and the last the wanted sizes."), \
    IMB_CHOICE (S, balancing_schedule, IMB_SCHEDULE_UNIFORM, imb_schedule_choices),                                               \
  }

/* Of a class of @n rows that shall have @target: ⌈n (1 − q) + target q⌉, q going from 0 in the first round to 1 in the last. */
gsize imb_schedule_count (ImbSchedule schedule,
                          gsize       n,
                          gsize       target,
                          guint       round,
                          guint       n_rounds);

/* Which classes may give a row more than once. */
typedef enum
{
  IMB_DEAL_ONCE,            /* none */
  IMB_DEAL_REPEAT_REDUCED,  /* those that give fewer rows than they have, as random-under; of the others every row is drawn */
  IMB_DEAL_REPEAT_TARGETED, /* those that sampling_strategy speaks of, also of as many rows as they have: imbalanced-learn's random under-sampler */
  IMB_DEAL_REPEAT_ALL,
} ImbDealRepeat;

/* For engine/models only: the rows of each class, from which members of an ensemble draw so many of each. Rows of weight 0 are not among
 * them. Never changes, so any thread may draw. */
typedef struct
{
  guint         n_classes;
  gsize        *begin;   /* class c has rows[begin[c]] … rows[begin[c + 1] − 1] */
  guint32      *rows;    /* of the view */
  gsize        *targets; /* rows to draw of each class */
  ImbDealRepeat repeat;
  gboolean     *targeted; /* of each class: whether sampling_strategy speaks of it; NULL: there is none */
} ImbDeal;

/* Row of the table of a model; S has a gboolean replacement. */
#define IMB_DEAL_PARAM_REPLACEMENT(S)                                                              \
  {                                                                                                \
    .name = "replacement",                                                                         \
    .label = N_ ("With replacement"),                                                              \
    .help = N_ ("A row may be drawn more than once, of classes of which not all rows are drawn."), \
    IMB_BOOL (S, replacement, FALSE),                                                              \
  }

/* @targets: of each class; more than it has only with IMB_DEAL_REPEAT_ALL; NULL: as many of each as the smallest class has. */
gboolean imb_deal_init (ImbDeal       *self,
                        const ImbView *train,
                        const gsize   *targets,
                        ImbDealRepeat  repeat,
                        GError       **error);

/* The same with targets from the text of an under-sampler's sampling_strategy, which must leave rows of two classes when there are two;
 * @replacement repeats where classes are reduced. */
gboolean imb_deal_init_under (ImbDeal       *self,
                              const ImbView *train,
                              const char    *sampling_strategy,
                              gboolean       replacement,
                              GError       **error);
void     imb_deal_clear (ImbDeal *self);

/* Of all classes. */
gsize imb_deal_n_drawn (const ImbDeal *self);

/* What a round draws into targets[n_classes]. */
void imb_deal_schedule (const ImbDeal *self,
                        ImbSchedule    schedule,
                        guint          round,
                        guint          n_rounds,
                        gsize         *targets);

/* @targets: instead of its own, under the same rules; NULL: its own. Into @rows, class by class; how many. O(rows drawn), and a byte for
 * each row. */
gsize imb_deal_draw (const ImbDeal *self,
                     const gsize   *targets,
                     ImbRng        *rng,
                     guint32       *rows);

/* @n_drawn of @n rows into @chosen; how many. */
gsize imb_deal_draw_of (const guint32 *rows,
                        gsize          n,
                        gsize          n_drawn,
                        gboolean       replacement,
                        ImbRng        *rng,
                        guint32       *chosen);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbDeal, imb_deal_clear)

G_END_DECLS
