/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Classes by how many rows there are to learn each from: more than 100, 100 to 20, fewer. Liu, Miao, Zhan, Wang, Gong and Yu 2019,
 * Large-scale long-tailed recognition in an open world, doi:10.1109/CVPR.2019.00264. */
typedef enum
{
  IMB_TAIL_HEAD,
  IMB_TAIL_MEDIUM,
  IMB_TAIL_TAIL,
  IMB_N_TAIL_PARTS,
} ImbTailPart;

#define IMB_HEAD_ABOVE 100
#define IMB_TAIL_BELOW 20

ImbTailPart imb_tail_part_of (gsize n_rows);
const char *imb_tail_part_nick (ImbTailPart part); /* "head", "medium", "tail" */

/* How the sizes fall from the largest class to the smallest. Classes without rows do not count. */
typedef struct
{
  guint  n_classes[IMB_N_TAIL_PARTS];
  gsize  n_rows[IMB_N_TAIL_PARTS];
  double shares[IMB_N_TAIL_PARTS]; /* of all rows; NaN without rows */
  guint  n_half;                   /* so many of the largest classes have half of the rows or more; 0 without rows */

  /* Zipf's law, rows = zipf_first · rank^−zipf_exponent: the straight line of least squares through the logarithms. 0 for equal classes, 1 is the
   * law of Zipf 1949; NaN with fewer than three classes, through which any line goes. */
  double zipf_exponent;
  double zipf_first;
} ImbLongTail;

ImbLongTail imb_long_tail_of (const gsize *counts,
                              guint        n_classes);

G_END_DECLS
