/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row i of the flat view is row i of the one it was made of. */
#include "engine/samplers/imb-flat.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"

gboolean
imb_flat_init (ImbFlat       *self,
               const ImbView *in,
               ImbJob        *job,
               GError       **error)
{
  *self = (ImbFlat){ .view = *in };
  if (in->made == NULL)
    return TRUE;

  self->view.base = imb_view_see_whole (in, &self->own, job, error);
  if (self->view.base == NULL)
    return FALSE;

  self->classes = g_try_new (guint16, MAX (in->n_rows, 1));
  self->weights = in->weights != NULL ? g_try_new (double, MAX (in->n_rows, 1)) : NULL;
  self->numbers = g_try_new (guint32, MAX (in->n_rows, 1));
  if (self->classes == NULL || self->numbers == NULL || (in->weights != NULL && self->weights == NULL))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to draw from %zu rows; use fewer of them."), in->n_rows);
      return FALSE;
    }
  for (gsize i = 0; i < in->n_rows; i++)
    {
      self->classes[i] = (guint16) imb_view_class (in, i);
      if (self->weights != NULL)
        self->weights[i] = imb_view_weight (in, i);
      self->numbers[i] = (guint32) (imb_view_number (in, i) - 1);
    }
  self->view.made = NULL;
  self->view.ends = NULL;
  self->view.rows = NULL;
  self->view.whole = NULL;
  self->view.groups = NULL; /* who runs the sampler keeps them together */
  self->view.classes = self->classes;
  self->view.weights = self->weights;
  self->view.numbers = self->numbers;
  return TRUE;
}

void
imb_flat_clear (ImbFlat *self)
{
  imb_matrix_free (self->own);
  g_free (self->classes);
  g_free (self->weights);
  g_free (self->numbers);
}
