/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cancel and progress. Progress is counted in millionths; a part adds its growth, times its share of
 * everything, to the outermost job, so that parts in several threads need no lock. */
#include "engine/core/imb-job.h"

#include <glib/gi18n-lib.h>
#include <stdatomic.h>

#define WHOLE 1000000

struct _ImbJob
{
  ImbJob *whole;     /* the job this is a part of, or NULL */
  double  share;     /* of the whole */
  gint    done;      /* millionths of this job */
  gint    cancelled; /* atomic */
  gint    ref_count;

  /* What was read. Of the outermost job only; each number is right, while together they may belong to different moments. */
  _Atomic gsize n_bytes;
  _Atomic gsize all_bytes;
  _Atomic gsize n_rows;
};

ImbJob *
imb_job_new (void)
{
  ImbJob *self = g_new0 (ImbJob, 1);

  self->share = 1.0;
  self->ref_count = 1;
  return self;
}

ImbJob *
imb_job_new_part (ImbJob *whole,
                  double  share)
{
  ImbJob *self;

  if (whole == NULL)
    return NULL;

  self = imb_job_new ();
  self->whole = imb_job_ref (whole);
  self->share = CLAMP (share, 0.0, 1.0);
  return self;
}

ImbJob *
imb_job_ref (ImbJob *self)
{
  if (self != NULL)
    g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_job_unref (ImbJob *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  imb_job_unref (self->whole);
  g_free (self);
}

static void
add_progress (ImbJob *self,
              double  growth)
{
  for (; self != NULL; growth *= self->share, self = self->whole)
    g_atomic_int_add (&self->done, (gint) growth);
}

gboolean
imb_job_step (ImbJob  *self,
              gsize    done,
              gsize    total,
              GError **error)
{
  if (self == NULL)
    return TRUE;

  if (imb_job_is_cancelled (self))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled.");
      return FALSE;
    }

  if (total > 0)
    {
      gint now = (gint) ((double) MIN (done, total) / (double) total * WHOLE);

      add_progress (self, MAX (0, now - g_atomic_int_get (&self->done)));
    }
  return TRUE;
}

void
imb_job_cancel (ImbJob *self)
{
  g_atomic_int_set (&self->cancelled, 1);
}

gboolean
imb_job_is_cancelled (const ImbJob *self)
{
  for (; self != NULL; self = self->whole)
    if (g_atomic_int_get (&self->cancelled))
      return TRUE;
  return FALSE;
}

double
imb_job_get_fraction (const ImbJob *self)
{
  return MIN (1.0, g_atomic_int_get (&self->done) / (double) WHOLE);
}

void
imb_job_begin_pass (ImbJob *self,
                    gsize   all_bytes)
{
  if (self == NULL)
    return;

  while (self->whole != NULL)
    self = self->whole;
  self->n_bytes = 0;
  self->n_rows = 0;
  self->all_bytes = all_bytes;
}

void
imb_job_count (ImbJob *self,
               gsize   n_bytes,
               gsize   n_rows)
{
  if (self == NULL)
    return;

  while (self->whole != NULL)
    self = self->whole;
  self->n_bytes += n_bytes;
  self->n_rows += n_rows;
}

ImbAmounts
imb_job_get_amounts (const ImbJob *self)
{
  return (ImbAmounts){ self->n_bytes, self->all_bytes, self->n_rows };
}

char *
imb_amounts_dup_bytes (const ImbAmounts *self)
{
  const char *const units[] = { N_ ("bytes"), N_ ("kB"), N_ ("MB"), N_ ("GB"), N_ ("TB") };
  double            scale = 1;
  guint             u = 0;
  int               digits;

  if (self->all_bytes == 0)
    return NULL;

  for (; (double) self->all_bytes / scale >= 1000 && u + 1 < G_N_ELEMENTS (units); u++)
    scale *= 1000;
  digits = u > 0 && (double) self->all_bytes / scale < 10 ? 1 : 0;
  return g_strdup_printf (_ ("%.*f of %.*f %s"), digits, (double) MIN (self->n_bytes, self->all_bytes) / scale,
                          digits, (double) self->all_bytes / scale, _ (units[u]));
}
