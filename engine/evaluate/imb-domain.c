/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole numbers stay whole, and no synthetic row is younger than the youngest: one pass over the synthetic rows. */
#include "engine/evaluate/imb-domain.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"

#define BLOCK 1024 /* rows between two questions to the job */

typedef struct
{
  gsize n_fractions;
  gsize n_outside;
} Found;

/* NaN stays: it is no number, and not outside. */
static double
look_at (const ImbFeature *feature,
         double            x,
         Found            *found)
{
  double within = x < feature->low ? feature->low : (x > feature->high ? feature->high : x);

  found->n_outside += within != x && !isnan (x);
  if (!feature->whole || isnan (x) || within == floor (within))
    return within;

  found->n_fractions++;
  return nearbyint (within) + 0.0; /* no −0 */
}

static void
note (ImbDomain    domain,
      const Found *found,
      gsize        n_features,
      ImbNotes    *notes)
{
  gsize n = 0, n_values = 0, n_columns[2] = { 0, 0 }, n_cells[2] = { 0, 0 };

  for (gsize j = 0; j < n_features; j++)
    {
      n_columns[0] += found[j].n_fractions > 0;
      n_cells[0] += found[j].n_fractions;
      n_columns[1] += found[j].n_outside > 0;
      n_cells[1] += found[j].n_outside;
    }

  n = n_columns[0];
  n_values = n_cells[0];
  if (n > 0 && domain == IMB_DOMAIN_REPAIR)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu feature holds whole numbers: %zu values of synthetic rows were rounded.", "%zu features hold whole numbers: %zu values of synthetic rows were rounded.", n), n, n_values);
  else if (n > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu feature holds whole numbers; in synthetic rows it has fractions.", "%zu features hold whole numbers; in synthetic rows they have fractions.", n), n);

  n = n_columns[1];
  n_values = n_cells[1];
  if (n > 0 && domain == IMB_DOMAIN_REPAIR)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "In %zu feature %zu values of synthetic rows lay outside of the values met and were moved to the nearest one.", "In %zu features %zu values of synthetic rows lay outside of the values met and were moved to the nearest one.", n), n, n_values);
  else if (n > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "In %zu feature %zu values of synthetic rows lie outside of the values met.", "In %zu features %zu values of synthetic rows lie outside of the values met.", n), n, n_values);
}

gboolean
imb_domain_apply (ImbDomain        domain,
                  ImbResample     *resample,
                  const ImbDesign *design,
                  ImbJob          *job,
                  GError         **error)
{
  const gsize       n_features = imb_design_n_features (design);
  g_autofree Found *found = g_new0 (Found, n_features);

  for (gsize m = 0; m < resample->n_made; m++)
    {
      double *row = imb_matrix_row (resample->made, m);

      if (m % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize j = 0; j < n_features; j++)
        {
          const ImbFeature *feature = imb_design_feature_at (design, j);
          double            legal = feature->n_levels > 0 ? row[j] : look_at (feature, row[j], &found[j]);

          if (domain == IMB_DOMAIN_REPAIR)
            row[j] = legal;
        }
    }
  note (domain, found, n_features, resample->notes);
  return TRUE;
}

gboolean
imb_domain_parse (const char *text,
                  ImbDomain  *domain,
                  GError    **error)
{
  if (g_strcmp0 (text, "repair") != 0 && g_strcmp0 (text, "keep") != 0)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” is nothing to do with the values of synthetic rows; use repair or keep."), text);
      return FALSE;
    }
  *domain = text[0] == 'r' ? IMB_DOMAIN_REPAIR : IMB_DOMAIN_KEEP;
  return TRUE;
}
