/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <stddef.h>

G_BEGIN_DECLS

/* The parameter table of an algorithm: the only place where a parameter is named, explained and
 * bounded. The form, the command line, the session file, the list and the tests read it. */

typedef enum
{
  IMB_KIND_INT,    /* int */
  IMB_KIND_REAL,   /* double */
  IMB_KIND_BOOL,   /* gboolean */
  IMB_KIND_CHOICE, /* int, one of the choices' values */
  IMB_KIND_TEXT,   /* const char *, never NULL; owned by the values */
} ImbParamKind;

typedef struct
{
  int         value;
  const char *nick;  /* in text: as in imbalanced-learn and scikit-learn */
  const char *label; /* for people */
} ImbChoice;

/* Says whether @text is legal for a TEXT parameter; the sentence says what is. */
typedef gboolean (*ImbTextCheck) (const char *text,
                                  GError    **error);

typedef struct
{
  const char        *name;  /* the field's name, as in imbalanced-learn and scikit-learn */
  const char        *label; /* the person's word, N_() */
  const char        *help;  /* one sentence, N_() */
  const char        *unit;  /* NULL when it has none */
  ImbParamKind       kind;
  gsize              offset;
  double             initial;
  double             min;
  double             max;
  const ImbChoice   *choices;      /* CHOICE; ends with a NULL nick */
  const char        *initial_text; /* TEXT */
  const char *const *suggestions;  /* TEXT: the usual values; NULL-terminated, or NULL */
  ImbTextCheck       check;        /* TEXT; NULL: anything goes */
  gboolean           is_ours;      /* the program that the algorithm has as a peer knows no such parameter */
} ImbParam;

/* The field's place in S; does not compile when its C type is not T. */
#define IMB_FIELD(S, f, T) (offsetof (S, f) + 0 * sizeof (char[_Generic(((S *) 0)->f, T : 1)]))

/* Fields of an ImbParam initialiser; the first two arguments say where the value lives. */
#define IMB_INT(S, f, initial_, least, most) \
  .kind = IMB_KIND_INT, .offset = IMB_FIELD (S, f, int), .initial = (initial_), .min = (least), .max = (most)
#define IMB_REAL(S, f, initial_, least, most) \
  .kind = IMB_KIND_REAL, .offset = IMB_FIELD (S, f, double), .initial = (initial_), .min = (least), .max = (most)
#define IMB_BOOL(S, f, initial_) \
  .kind = IMB_KIND_BOOL, .offset = IMB_FIELD (S, f, gboolean), .initial = (initial_)
#define IMB_CHOICE(S, f, initial_, table) \
  .kind = IMB_KIND_CHOICE, .offset = IMB_FIELD (S, f, int), .initial = (initial_), .choices = (table)
#define IMB_TEXT(S, f, initial_, check_, suggestions_) \
  .kind = IMB_KIND_TEXT, .offset = IMB_FIELD (S, f, const char *), .initial_text = (initial_), .check = (check_), .suggestions = (suggestions_)

/* What every registry entry begins with. */
typedef struct
{
  const char     *id;        /* as in text, and the file's name */
  const char     *title;     /* for people, N_() */
  const char     *summary;   /* one or two sentences, N_() */
  const char     *reference; /* the source: authors, year, DOI; NULL when there is none */
  const ImbParam *params;    /* ends with a NULL name; NULL when it has none */
  gsize           params_size;
} ImbAlgorithm;

/* The first parameter of that name, or NULL. */
const ImbParam *imb_algorithm_find_param (const ImbAlgorithm *self,
                                          const char         *name);

G_END_DECLS
