/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether two results are the same, to the last byte. */
#pragma once

#include "engine/samplers/imb-resample.h"

static inline void
assert_same_bytes (const ImbResample *a,
                   const ImbResample *b)
{
  g_assert_cmpmem (a->rows, a->n_rows * sizeof *a->rows, b->rows, b->n_rows * sizeof *b->rows);
  g_assert_cmpuint (a->n_made, ==, b->n_made);
  if (a->n_made == 0)
    return;
  g_assert_cmpmem (a->made->data, a->n_made * a->made->stride * sizeof (double), b->made->data, b->n_made * b->made->stride * sizeof (double));
  g_assert_cmpmem (a->made_classes, a->n_made * sizeof (guint16), b->made_classes, b->n_made * sizeof (guint16));
  g_assert_cmpmem (a->parent_rows, a->parent_offsets[a->n_made] * sizeof (guint32), b->parent_rows, b->parent_offsets[b->n_made] * sizeof (guint32));
}

static inline void
assert_same_removals (const ImbResample *a,
                      const ImbResample *b)
{
  g_assert_cmpuint (imb_removals_n (a->removals), ==, imb_removals_n (b->removals));
  for (gsize i = 0; i < imb_removals_n (a->removals); i++)
    {
      guint32        rows[2];
      const guint32 *witnesses[2];
      gsize          n[2];

      g_assert_cmpint (imb_removals_at (a->removals, i, &rows[0], &witnesses[0], &n[0]), ==,
                       imb_removals_at (b->removals, i, &rows[1], &witnesses[1], &n[1]));
      g_assert_cmpuint (rows[0], ==, rows[1]);
      g_assert_cmpmem (witnesses[0], n[0] * sizeof (guint32), witnesses[1], n[1] * sizeof (guint32));
    }
}

/* Also two refusals, which are NULL. */
static inline void
assert_same (const ImbResample *a,
             const ImbResample *b)
{
  g_assert_true ((a == NULL) == (b == NULL));
  if (a == NULL)
    return;
  assert_same_bytes (a, b);
  assert_same_removals (a, b);
}
