/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether synthetic rows pair categories that never meet: a city with another country. Values that are rare anyway need not have met; a
 * pair is impossible when by the shares of both values EXPECTED real rows or more should have it, and none has. A value that is too rare
 * for that with every value of the other feature is left out, so the table of a pair of features is small. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-audit-private.h"

#define EXPECTED     5.0 /* as the test of a table of counts wants it */
#define MAX_FEATURES 40
#define MAX_CELLS    ((gsize) 1 << 22)
#define NOT_ONE      G_MAXUINT32 /* missing, or no category */

/* One feature of categories. */
typedef struct
{
  gsize    feature;
  guint    n_levels;
  guint32 *codes;  /* of the real rows, then the synthetic ones */
  double  *counts; /* of real rows with each level */
  guint32 *places; /* of levels that are not too rare for the other feature */
  double   most;
} Column;

static void
column_clear (gpointer data)
{
  Column *self = data;

  g_free (self->codes);
  g_free (self->counts);
  g_free (self->places);
}

static guint32
code_of (double value,
         guint  n_levels)
{
  return value >= 0.0 && value < n_levels && value == floor (value) ? (guint32) value : NOT_ONE;
}

static gboolean
fill (const ImbAuditInput *in,
      Column              *self,
      GError             **error)
{
  const gsize n = in->view.n_rows;

  self->codes = g_try_new (guint32, MAX (n + in->n_synthetic, 1));
  self->counts = g_try_new0 (double, MAX (self->n_levels, 1));
  self->places = g_try_new (guint32, MAX (self->n_levels, 1));
  if (self->codes == NULL || self->counts == NULL || self->places == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the categories of %zu rows; use fewer of them."), n + in->n_synthetic);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      self->codes[i] = code_of (imb_view_row (&in->view, i)[self->feature], self->n_levels);
      if (self->codes[i] != NOT_ONE)
        self->most = MAX (self->most, ++self->counts[self->codes[i]]);
    }
  for (gsize i = 0; i < in->n_synthetic; i++)
    self->codes[n + i] = code_of (imb_matrix_row (in->resample->made, in->synthetic[i])[self->feature], self->n_levels);
  return TRUE;
}

/* Numbers the levels that could be expected with the commonest one of the other feature. */
static gsize
place (Column *self,
       double  other_most,
       double  n)
{
  gsize n_placed = 0;

  for (guint level = 0; level < self->n_levels; level++)
    self->places[level] = self->counts[level] * other_most >= EXPECTED * n ? (guint32) n_placed++ : NOT_ONE;
  return n_placed;
}

static guint32
place_at (const Column *self,
          gsize         row)
{
  return self->codes[row] == NOT_ONE ? NOT_ONE : self->places[self->codes[row]];
}

/* Marks the synthetic rows with an impossible pair; gives how many. @is_passed_over: set when there are too many pairs of values. */
static gsize
look_at_pair (const ImbAuditInput *in,
              Column              *a,
              Column              *b,
              guint8              *is_bad,
              gboolean            *is_passed_over)
{
  const gsize        n = in->view.n_rows, n_a = place (a, b->most, (double) n), n_b = place (b, a->most, (double) n);
  g_autofree guint8 *met = n_a > 0 && n_b > 0 && n_a <= MAX_CELLS / n_b ? g_malloc0 (n_a * n_b) : NULL;
  gsize              n_bad = 0;

  *is_passed_over |= met == NULL && n_a > 0 && n_b > 0;
  for (gsize i = 0; met != NULL && i < n + in->n_synthetic; i++)
    {
      const guint32 at_a = place_at (a, i), at_b = place_at (b, i);

      if (at_a == NOT_ONE || at_b == NOT_ONE)
        continue;
      if (i < n)
        met[at_a * n_b + at_b] = TRUE;
      else if (!met[at_a * n_b + at_b] && a->counts[a->codes[i]] * b->counts[b->codes[i]] >= EXPECTED * (double) n)
        {
          is_bad[i - n] = TRUE;
          n_bad++;
        }
    }
  return n_bad;
}

/* At most MAX_FEATURES, evenly spaced. (transfer full) (element-type Column) */
static GArray *
new_columns (const ImbAuditInput *in,
             ImbJob              *job,
             GError             **error)
{
  const gsize       d = in->view.base->n_cols;
  g_autofree gsize *features = g_new (gsize, MAX (d, 1));
  g_autoptr (GArray) columns = g_array_new (FALSE, TRUE, sizeof (Column));
  gsize n = 0;

  g_array_set_clear_func (columns, column_clear);
  for (gsize j = 0; j < d; j++)
    if (imb_view_is_category (&in->view, j))
      features[n++] = j;
  for (gsize f = 0; n > 1 && f < MIN (n, MAX_FEATURES); f++)
    {
      const gsize  j = features[imb_audit_spaced (f, n, MAX_FEATURES)];
      const Column column = { .feature = j, .n_levels = (guint) in->view.kinds[j].n_levels };

      g_array_append_val (columns, column);
      if (!imb_job_step (job, 0, 0, error) || !fill (in, &g_array_index (columns, Column, f), error))
        return NULL;
    }
  return g_steal_pointer (&columns);
}

gboolean
imb_audit_pairs (const ImbAuditInput *in,
                 ImbAudit            *out,
                 ImbJob              *job,
                 GError             **error)
{
  g_autoptr (GArray) columns = new_columns (in, job, error);
  g_autofree guint8 *is_bad = g_malloc0 (MAX (in->n_synthetic, 1));
  gsize              most = 0;
  gboolean           is_passed_over = FALSE;

  if (columns == NULL)
    return FALSE;

  out->n_paired = columns->len;
  for (guint a = 1; a < columns->len; a++)
    for (guint b = 0; b < a; b++)
      {
        Column     *first = &g_array_index (columns, Column, b), *second = &g_array_index (columns, Column, a);
        const gsize n_bad = look_at_pair (in, first, second, is_bad, &is_passed_over);

        if (!imb_job_step (job, 0, 0, error))
          return FALSE;
        if (n_bad <= most)
          continue;
        most = n_bad;
        out->impossible_most[0] = (gssize) first->feature;
        out->impossible_most[1] = (gssize) second->feature;
      }
  for (gsize i = 0; i < in->n_synthetic; i++)
    out->n_impossible += is_bad[i];
  if (is_passed_over && out->n_impossible == 0)
    out->n_paired = 0; /* nothing can be said */
  return TRUE;
}
