/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of each class before and after resampling, and which classes are other ones now. */
#include <string.h>

#include "engine/evaluate/imb-audit-private.h"

static guint
class_of (const ImbAuditInput *in,
          guint32              row)
{
  return row < in->resample->n_in ? imb_view_class (&in->view, row) : in->resample->made_classes[row - in->resample->n_in];
}

const double *
imb_audit_row (const ImbAuditInput *in,
               guint32              row)
{
  return row < in->resample->n_in ? imb_view_row (&in->view, row) : imb_matrix_row (in->resample->made, row - in->resample->n_in);
}

static ImbAuditRows
group (const ImbAuditInput *in,
       const guint32       *rows, /* NULL: all of the view */
       gsize                n_rows)
{
  ImbAuditRows      self = { g_new (guint32, MAX (n_rows, 1)), g_new0 (gsize, in->view.n_classes + 1) };
  g_autofree gsize *at = g_new (gsize, in->view.n_classes + 1);

  for (gsize i = 0; i < n_rows; i++)
    self.offsets[class_of (in, rows != NULL ? rows[i] : (guint32) i) + 1]++;
  for (guint c = 0; c < in->view.n_classes; c++)
    self.offsets[c + 1] += self.offsets[c];
  memcpy (at, self.offsets, (in->view.n_classes + 1) * sizeof *at);
  for (gsize i = 0; i < n_rows; i++)
    {
      guint32 row = rows != NULL ? rows[i] : (guint32) i;

      self.rows[at[class_of (in, row)]++] = row;
    }
  return self;
}

/* Classes of which a row came, went or is there again. */
static gboolean *
find_changes (const ImbAuditInput *in)
{
  gboolean          *changes = g_memdup2 (in->grows, MAX (in->view.n_classes, 1) * sizeof *changes);
  g_autofree guint8 *met = g_malloc0 (in->resample->n_in + 1);

  for (gsize i = 0; i < in->resample->n_rows; i++)
    if (in->resample->rows[i] < in->resample->n_in && met[in->resample->rows[i]]++ > 0)
      {
        changes[imb_view_class (&in->view, in->resample->rows[i])] = TRUE;
        met[in->resample->rows[i]] = 1;
      }
  for (gsize i = 0; i < in->resample->n_in; i++)
    if (met[i] == 0)
      changes[imb_view_class (&in->view, i)] = TRUE;
  return changes;
}

void
imb_audit_group (ImbAuditInput *in)
{
  in->changes = find_changes (in);
  in->before = group (in, NULL, in->view.n_rows);
  in->after = group (in, in->resample->rows, in->resample->n_rows);
}

void
imb_audit_ungroup (ImbAuditInput *in)
{
  g_free (in->changes);
  g_free (in->before.rows);
  g_free (in->before.offsets);
  g_free (in->after.rows);
  g_free (in->after.offsets);
}
