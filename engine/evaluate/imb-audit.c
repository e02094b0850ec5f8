/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit of a resampled table: what is counted here is how rows are used; places, domains and distributions have files of their own. */
#include "engine/evaluate/imb-audit.h"

#include <math.h>
#include <stdlib.h>

#include "engine/evaluate/imb-audit-private.h"
#include "engine/kernels/imb-sort.h"

/* Synthetic rows that the result has, and real rows that it has again. */
static guint32 *
list_synthetic (const ImbResample *resample,
                ImbAudit          *out)
{
  g_autofree guint8 *met = g_malloc0 (resample->n_in + resample->n_made + 1);
  guint32           *synthetic = g_new (guint32, resample->n_made + 1);

  for (gsize i = 0; i < resample->n_rows; i++)
    {
      guint32 row = resample->rows[i];

      out->n_repeated += row < resample->n_in && met[row] != 0;
      met[row] = 1;
    }
  for (gsize m = 0; m < resample->n_made; m++)
    if (met[resample->n_in + m] != 0)
      synthetic[out->n_synthetic++] = (guint32) m;
  return synthetic;
}

/* Hands what a synthetic row is worth on to its parents, the latest row first: parents come before their children. @use: of
 * real rows, then of made ones. @is_parent: also of rows whose weight came out as 0. */
static void
hand_down (const ImbAuditInput *in,
           double              *use,
           guint8              *is_parent)
{
  const ImbResample *resample = in->resample;

  for (gsize i = 0; i < in->n_synthetic; i++)
    {
      use[resample->n_in + in->synthetic[i]] = 1.0;
      is_parent[resample->n_in + in->synthetic[i]] = 1;
    }
  for (gsize m = resample->n_made; m-- > 0;)
    for (gsize p = resample->parent_offsets[m]; p < resample->parent_offsets[m + 1] && is_parent[resample->n_in + m] != 0; p++)
      {
        use[resample->parent_rows[p]] += fabs (resample->parent_weights[p]) * use[resample->n_in + m];
        is_parent[resample->parent_rows[p]] = 1;
      }
}

/* Of numbers ≥ 0; reorders them. */
static double
gini (double *values,
      gsize   n)
{
  double sum = 0.0, ranked = 0.0;

  qsort (values, n, sizeof *values, imb_compare_doubles);
  for (gsize i = 0; i < n; i++)
    {
      sum += values[i];
      ranked += (double) (i + 1) * values[i];
    }
  return sum > 0.0 ? MAX (0.0, (2.0 * ranked / sum - (double) n - 1.0) / (double) n) : NAN;
}

static void
count_parents (const ImbAuditInput *in,
               ImbAudit            *out)
{
  gsize              n_in = in->resample->n_in;
  g_autofree double *use = g_new0 (double, n_in + in->resample->n_made + 1);
  g_autofree guint8 *is_parent = g_malloc0 (n_in + in->resample->n_made + 1);

  hand_down (in, use, is_parent);
  for (gsize i = 0; i < n_in; i++)
    {
      out->n_parents += is_parent[i] != 0;
      if (is_parent[i] != 0 || in->grows[imb_view_class (&in->view, i)])
        use[out->n_possible++] = use[i];
    }
  out->gini = gini (use, out->n_possible);
}

/* What needs synthetic rows, then what any change of rows does. */
static gboolean
take_measures (const ImbAuditInput *in,
               ImbAudit            *self,
               ImbJob              *job,
               GError             **error)
{
  g_autoptr (ImbJob) searching = imb_job_new_part (job, 0.4);
  g_autoptr (ImbJob) looking = imb_job_new_part (job, 0.1);
  g_autoptr (ImbJob) telling = imb_job_new_part (job, 0.2);
  g_autoptr (ImbJob) sorting = imb_job_new_part (job, 0.2);
  g_autoptr (ImbJob) relating = imb_job_new_part (job, 0.1);

  if (in->n_synthetic > 0)
    {
      count_parents (in, self);
      if (!imb_audit_nearest (in, self, searching, error) || !imb_audit_domains (in, self, looking, error) || !imb_audit_pairs (in, self, looking, error)
          || !imb_audit_discriminate (in, self, telling, error))
        return FALSE;
    }
  return imb_audit_shifts (in, self, sorting, error) && imb_audit_correlations (in, self, relating, error);
}

ImbAudit *
imb_audit_new (const ImbSpace    *space,
               const ImbResample *resample,
               ImbJob            *job,
               GError           **error)
{
  g_autoptr (ImbAudit) self = g_new0 (ImbAudit, 1);
  g_autofree guint32  *synthetic = list_synthetic (resample, self);
  g_autofree gboolean *grows = NULL;
  const ImbDesign     *design = imb_space_get_design (space);
  ImbAuditInput        in = { space, design, resample, imb_design_get_view (design), synthetic, self->n_synthetic, .grows = NULL };
  gboolean             done;

  self->ref_count = 1;
  grows = g_new0 (gboolean, MAX (in.view.n_classes, 1));
  in.grows = grows;
  for (gsize i = 0; i < in.n_synthetic; i++)
    grows[resample->made_classes[synthetic[i]]] = TRUE;
  self->distance_ratio = self->gini = self->told_apart = self->relation.before = self->relation.after = NAN;
  self->outside_most = self->broken_most = self->impossible_most[0] = self->impossible_most[1] = -1;
  self->n_features = imb_design_n_features (design);
  self->shifts = g_new0 (double, MAX (self->n_features, 1));
  self->shift_classes = g_new0 (guint16, MAX (self->n_features, 1));
  self->moves = g_new0 (ImbMove, MAX (self->n_features, 1));
  imb_audit_group (&in);
  done = take_measures (&in, self, job, error);
  imb_audit_ungroup (&in);
  return done ? g_steal_pointer (&self) : NULL;
}

ImbAudit *
imb_audit_ref (ImbAudit *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_audit_unref (ImbAudit *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->shifts);
  g_free (self->shift_classes);
  g_free (self->moves);
  g_free (self);
}

gssize
imb_audit_most_shifted (const ImbAudit *self)
{
  gssize most = -1;

  for (gsize j = 0; j < self->n_features; j++)
    if (self->shifts[j] > 0.0 && (most < 0 || self->shifts[j] > self->shifts[most]))
      most = (gssize) j;
  return most;
}

double
imb_move_share (const ImbMove *self)
{
  return self->distance > 0.0 ? self->distance / self->spread : 0.0;
}

gssize
imb_audit_most_moved (const ImbAudit *self)
{
  gssize most = -1;

  for (gsize j = 0; j < self->n_features; j++)
    if (self->moves[j].distance > 0.0 && (most < 0 || imb_move_share (&self->moves[j]) > imb_move_share (&self->moves[most])))
      most = (gssize) j;
  return most;
}
