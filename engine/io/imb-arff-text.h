/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What ends a value that stands without quotes. */
typedef enum
{
  IMB_ARFF_AT_BLANK = 1 << 0,
  IMB_ARFF_AT_TAB = 1 << 1,
  IMB_ARFF_AT_COMMA = 1 << 2,
  IMB_ARFF_AT_OPEN = 1 << 3,  /* { */
  IMB_ARFF_AT_CLOSE = 1 << 4, /* } */
} ImbArffStops;

typedef enum
{
  IMB_ARFF_PLAIN,
  IMB_ARFF_QUOTED,
  IMB_ARFF_NOT_CLOSED, /* the quote; the rest of the line was taken */
} ImbArffValue;

gboolean imb_arff_is_blank (char c);

/* Skips blanks and tabs. */
const char *imb_arff_skip_blanks (const char *p,
                                  const char *end);

/* The end of the line that begins at @at, without blanks there, and where the next one begins. LF, CR LF or CR. */
gsize imb_arff_line_end (const char *text,
                         gsize       length,
                         gsize       at,
                         gsize      *next);

/**
 * imb_arff_take_weight:
 * @p: where the row begins
 * @end: where it ends, without a comment and blanks; moved before the weight, and before what separates it
 * @weight: (out): where its number is, without blanks
 * @n: its bytes
 *
 * {0.5} behind the values of a row: Weka's weight of it.
 */
gboolean imb_arff_take_weight (const char  *p,
                               const char **end,
                               const char **weight,
                               gsize       *n);

/* The end of the row that begins at @p: before its comment, and blanks before that. */
const char *imb_arff_row_end (const char *p,
                              const char *end);

/* Where the comment of the line begins, or @end: a % outside quotes with nothing, a blank or a comma before it. */
const char *imb_arff_comment (const char *p,
                              const char *end);

/**
 * imb_arff_take_value:
 * @p: moved behind the value
 * @stops: of ImbArffStops
 * @out: the value without its quotes, and a NUL; has room for the rest of the line and the NUL
 * @n: bytes in @out
 *
 * In quotes of either kind a backslash makes the next character plain (\n, \t, \r and \uXXXX are what they
 * are in C), and a doubled quote is one.
 */
ImbArffValue imb_arff_take_value (const char **p,
                                  const char  *end,
                                  guint        stops,
                                  char        *out,
                                  gsize       *n);

G_END_DECLS
