/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole numbers stay whole, and no synthetic row is younger than the youngest: one pass over the synthetic rows. */
#include "engine/evaluate/imb-domain.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"

#define BLOCK    1024 /* rows between two questions to the job */
#define ROUNDING 1e-12

typedef struct
{
  gsize n_fractions;
  gsize n_outside;
} Found;

ImbRange *
imb_ranges_of_design (const ImbDesign *design)
{
  gsize     n = imb_design_n_features (design);
  ImbRange *ranges = g_new (ImbRange, MAX (n, 1));

  for (gsize j = 0; j < n; j++)
    {
      const ImbFeature *feature = imb_design_feature_at (design, j);

      ranges[j] = feature->n_levels > 0 ? (ImbRange){ FALSE, INFINITY, -INFINITY } : (ImbRange){ feature->whole, feature->low, feature->high };
    }
  return ranges;
}

ImbRange *
imb_ranges_of_rows (const ImbMatrix *matrix,
                    const ImbKind   *kinds,
                    const guint32   *rows,
                    gsize            n_rows,
                    ImbJob          *job,
                    GError         **error)
{
  g_autofree ImbRange *ranges = g_new (ImbRange, MAX (matrix->n_cols, 1));

  for (gsize j = 0; j < matrix->n_cols; j++)
    ranges[j] = (ImbRange){ TRUE, INFINITY, -INFINITY };
  for (gsize i = 0; i < n_rows; i++)
    {
      const double *row = imb_matrix_row (matrix, rows[i]);

      if (i % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return NULL;
      for (gsize j = 0; j < matrix->n_cols; j++)
        {
          if (isnan (row[j]) || (kinds != NULL && kinds[j].n_levels > 0))
            continue;
          ranges[j].whole = ranges[j].whole && row[j] == floor (row[j]);
          ranges[j].low = MIN (ranges[j].low, row[j]);
          ranges[j].high = MAX (ranges[j].high, row[j]);
        }
    }
  return g_steal_pointer (&ranges);
}

/* NaN stays: it is no number, and not outside. */
static double
look_at (ImbDomain       domain,
         const ImbRange *range,
         double          x,
         Found          *found)
{
  const double within = x < range->low ? range->low : (x > range->high ? range->high : x);
  const double made = domain == IMB_DOMAIN_CUT ? x : within;
  double       legal = range->whole ? nearbyint (made) : made;
  gboolean     is_fraction = fabs (legal - made) > ROUNDING * MAX (1.0, fabs (made));

  if (isnan (x))
    return x;
  if (domain == IMB_DOMAIN_CUT && is_fraction)
    legal = trunc (made);
  found->n_outside += fabs (within - x) > ROUNDING * MAX (fabs (range->low), fabs (range->high));
  found->n_fractions += is_fraction;
  return legal + 0.0; /* no −0 */
}

/* In the units of the transform a value is touched when there is something to repair in it: what is in order stays as it was made, to the
 * last digit. */
static double
look_at_scaled (ImbDomain       domain,
                const ImbRange *range,
                double          x,
                double          scale,
                double          shift,
                Found          *found)
{
  Found  its = { 0, 0 };
  double legal = look_at (domain, range, x * scale + shift, &its);

  found->n_outside += its.n_outside;
  found->n_fractions += its.n_fractions;
  return range->whole || (its.n_outside > 0 && domain == IMB_DOMAIN_REPAIR) ? (legal - shift) / scale : x;
}

static ImbRepairs
add_up (const Found *found,
        gsize        n)
{
  ImbRepairs all = { 0 };

  for (gsize j = 0; j < n; j++)
    {
      all.n_columns_whole += found[j].n_fractions > 0;
      all.n_fractions += found[j].n_fractions;
      all.n_columns_left += found[j].n_outside > 0;
      all.n_outside += found[j].n_outside;
    }
  return all;
}

void
imb_domain_note (ImbDomain         domain,
                 const ImbRepairs *repairs,
                 ImbNotes         *notes)
{
  gsize n = repairs->n_columns_whole;

  if (n > 0 && domain == IMB_DOMAIN_REPAIR)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu feature holds whole numbers: %zu values of synthetic rows were rounded.", "%zu features hold whole numbers: %zu values of synthetic rows were rounded.", n), n, repairs->n_fractions);
  else if (n > 0 && domain == IMB_DOMAIN_CUT)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu feature holds whole numbers: the fractions of %zu values of synthetic rows were cut off.", "%zu features hold whole numbers: the fractions of %zu values of synthetic rows were cut off.", n), n, repairs->n_fractions);
  else if (n > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu feature holds whole numbers; in synthetic rows it has fractions.", "%zu features hold whole numbers; in synthetic rows they have fractions.", n), n);

  n = repairs->n_columns_left;
  if (n > 0 && domain == IMB_DOMAIN_REPAIR)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "In %zu feature %zu values of synthetic rows lay outside of the values met and were moved to the nearest one.", "In %zu features %zu values of synthetic rows lay outside of the values met and were moved to the nearest one.", n), n, repairs->n_outside);
  else if (n > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "In %zu feature %zu values of synthetic rows lie outside of the values met.", "In %zu features %zu values of synthetic rows lie outside of the values met.", n), n, repairs->n_outside);
}

/* Of each synthetic row, whether the result has it: a later step of a chain may have dropped it. (transfer full) */
static guint8 *
find_there (const ImbResample *resample)
{
  guint8 *there = g_malloc0 (resample->n_made + 1);

  for (gsize i = 0; i < resample->n_rows; i++)
    if (resample->rows[i] >= resample->n_in)
      there[resample->rows[i] - resample->n_in] = 1;
  return there;
}

gboolean
imb_domain_apply (ImbDomain           domain,
                  ImbResample        *resample,
                  const ImbRange     *ranges,
                  const ImbTransform *transform,
                  const ImbView      *sampled,
                  ImbRepairs         *repairs,
                  ImbJob             *job,
                  GError            **error)
{
  const gsize        n = resample->made != NULL ? resample->made->n_cols : 0;
  const double      *scale = transform != NULL ? imb_transform_get_scale (transform) : NULL;
  const double      *shift = transform != NULL ? imb_transform_get_shift (transform) : NULL;
  g_autofree Found  *found = g_new0 (Found, n + 1);
  g_autofree guint8 *there = find_there (resample);

  for (gsize m = 0; m < resample->n_made; m++)
    {
      double *row = imb_matrix_row (resample->made, m);

      if (m % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (there[m] == 0 || (sampled != NULL && imb_resample_copied_row (resample, sampled, m) >= 0))
        continue;
      for (gsize j = 0; j < n; j++)
        {
          double legal;

          if (ranges[j].low > ranges[j].high)
            continue;
          legal = transform != NULL ? look_at_scaled (domain, &ranges[j], row[j], scale[j], shift[j], &found[j]) : look_at (domain, &ranges[j], row[j], &found[j]);
          if (domain != IMB_DOMAIN_KEEP)
            row[j] = legal;
        }
    }
  *repairs = add_up (found, n);
  return TRUE;
}

static const char *const nicks[] = { "repair", "keep", "cut" }; /* in the order of ImbDomain */

const char *
imb_domain_nick (ImbDomain domain)
{
  return nicks[domain];
}

gboolean
imb_domain_parse (const char *text,
                  ImbDomain  *domain,
                  GError    **error)
{
  for (guint d = 0; d < G_N_ELEMENTS (nicks); d++)
    if (g_strcmp0 (text, nicks[d]) == 0)
      {
        *domain = (ImbDomain) d;
        return TRUE;
      }
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” is nothing to do with the values of synthetic rows; use repair, keep or cut."), text);
  return FALSE;
}
