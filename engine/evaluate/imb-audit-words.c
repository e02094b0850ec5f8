/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit in sentences. What is worth a look is a rule of thumb; the number stands in the sentence, so everybody may have another
 * one. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/evaluate/imb-audit.h"

#define MANY_NEAR      0.05 /* of the rows that were asked */
#define MUCH_MORE      0.10 /* of rows in another class's place, above the share of real rows */
#define MUCH_TOO_CLOSE 0.1
#define VERY_UNEVEN    0.6
#define FAR_MOVED      0.2
#define FAR_AWAY       0.25 /* standard deviations */
#define OTHERWISE      0.2  /* of a correlation */
#define TOLD_APART     0.75

static void G_GNUC_PRINTF (3, 4)
  add (GPtrArray  *findings,
       gboolean    look,
       const char *format,
       ...)
{
  ImbFinding *finding = g_new (ImbFinding, 1);
  va_list     values;

  va_start (values, format);
  finding->look = look;
  finding->sentence = g_strdup_vprintf (format, values);
  va_end (values);
  g_ptr_array_add (findings, finding);
}

static void
finding_free (gpointer data)
{
  ImbFinding *finding = data;

  g_free (finding->sentence);
  g_free (finding);
}

static double
percent (gsize part,
         gsize whole)
{
  return whole > 0 ? 100.0 * (double) part / (double) whole : 0.0;
}

static void
add_copies (const ImbAudit *self,
            GPtrArray      *findings)
{
  if (self->n_asked < self->n_synthetic)
    add (findings, FALSE, _ ("Of the %zu synthetic rows %zu, evenly spaced, were held against the real ones."), self->n_synthetic, self->n_asked);
  if (self->n_copies + self->n_near == 0)
    add (findings, FALSE, _ ("No synthetic row is a copy of a real one, or nearly."));
  else
    add (findings, self->n_copies > 0 || percent (self->n_near, self->n_asked) > 100 * MANY_NEAR,
         _ ("Of %zu synthetic rows %zu (%.1f %%) are copies of real ones, and %zu (%.1f %%) nearly."), self->n_asked,
         self->n_copies, percent (self->n_copies, self->n_asked), self->n_near, percent (self->n_near, self->n_asked));
  if (isfinite (self->distance_ratio))
    add (findings, self->distance_ratio < MUCH_TOO_CLOSE,
         _ ("The nearest real row is %.2f times as far from a synthetic row as from a real one (medians; near 0: they repeat what is known)."),
         self->distance_ratio);
  add (findings, percent (self->n_foreign, self->n_asked) > percent (self->n_real_foreign, self->n_real) + 100 * MUCH_MORE,
       _ ("%.1f %% of the synthetic rows lie where the nearest real row is of another class; of the real rows %.1f %% do."),
       percent (self->n_foreign, self->n_asked), percent (self->n_real_foreign, self->n_real));
}

static void
add_domains (const ImbAudit  *self,
             const ImbDesign *design,
             GPtrArray       *findings)
{
  if (self->outside_most < 0)
    add (findings, FALSE, _ ("Every synthetic row is within the range of its class in all features."));
  else
    add (findings, TRUE, g_dngettext (GETTEXT_PACKAGE, "%zu synthetic row (%.1f %%) leaves the range of its class, most of all in “%s”.", "%zu synthetic rows (%.1f %%) leave the range of their class, most of all in “%s”.", self->n_outside),
         self->n_outside, percent (self->n_outside, self->n_synthetic), imb_design_feature_at (design, (gsize) self->outside_most)->name);
  if (self->broken_most < 0)
    add (findings, FALSE, _ ("Whole numbers stay whole, and categories are those of the table."));
  else
    add (findings, TRUE, g_dngettext (GETTEXT_PACKAGE, "%zu synthetic row (%.1f %%) has a fraction among whole numbers, or a category that does not exist, most of all in “%s”.", "%zu synthetic rows (%.1f %%) have fractions among whole numbers, or categories that do not exist, most of all in “%s”.", self->n_broken),
         self->n_broken, percent (self->n_broken, self->n_synthetic), imb_design_feature_at (design, (gsize) self->broken_most)->name);
}

static void
add_pairs (const ImbAudit  *self,
           const ImbDesign *design,
           GPtrArray       *findings)
{
  if (self->n_paired < 2)
    return;
  if (self->n_impossible == 0)
    add (findings, FALSE, _ ("Categories that never meet in real rows, though both are common, do not meet in synthetic ones."));
  else
    add (findings, TRUE, g_dngettext (GETTEXT_PACKAGE, "%zu synthetic row (%.1f %%) has two categories that are common but never meet in real rows, most of all of “%s” and “%s”.", "%zu synthetic rows (%.1f %%) have two categories that are common but never meet in real rows, most of all of “%s” and “%s”.", self->n_impossible),
         self->n_impossible, percent (self->n_impossible, self->n_synthetic), imb_design_feature_at (design, (gsize) self->impossible_most[0])->name,
         imb_design_feature_at (design, (gsize) self->impossible_most[1])->name);
}

static void
add_told_apart (const ImbAudit *self,
                GPtrArray      *findings)
{
  if (isnan (self->told_apart))
    add (findings, FALSE, _ ("There are too few rows to try whether a model tells synthetic from real ones."));
  else
    add (findings, self->told_apart > TOLD_APART,
         _ ("A random forest tells synthetic from real rows of their class with a ROC AUC of %.2f (0.5 or less: it cannot, 1: it always can)."),
         self->told_apart);
}

static void
add_shifts (const ImbAudit  *self,
            const ImbDesign *design,
            GPtrArray       *findings)
{
  gssize             most = imb_audit_most_shifted (self), moved = imb_audit_most_moved (self);
  const char *const *labels = imb_problem_get_labels (imb_design_get_problem (design));

  if (most < 0)
    add (findings, FALSE, _ ("The distribution of every feature within each class is as before."));
  else
    add (findings, self->shifts[most] > FAR_MOVED, _ ("“%s” in class “%s” moved most: its distribution changed by %.2f (0: not at all, 1: wholly)."),
         imb_design_feature_at (design, (gsize) most)->name, labels[self->shift_classes[most]], self->shifts[most]);
  if (moved < 0)
    return;

  if (isfinite (imb_move_share (&self->moves[moved])))
    add (findings, imb_move_share (&self->moves[moved]) > FAR_AWAY,
         _ ("The values of “%s” in class “%s” lie %.4g from where they were on average, %.2f of their standard deviation; those of other features less."),
         imb_design_feature_at (design, (gsize) moved)->name, labels[self->moves[moved].of_class], self->moves[moved].distance,
         imb_move_share (&self->moves[moved]));
  else
    add (findings, TRUE, _ ("All values of “%s” in class “%s” were equal; now they lie %.4g from there on average."),
         imb_design_feature_at (design, (gsize) moved)->name, labels[self->moves[moved].of_class], self->moves[moved].distance);
}

static void
add_relation (const ImbAudit  *self,
              const ImbDesign *design,
              GPtrArray       *findings)
{
  const ImbRelation *relation = &self->relation;
  const char *const *labels = imb_problem_get_labels (imb_design_get_problem (design));

  if (isnan (relation->after) || relation->after == relation->before)
    return;
  add (findings, fabs (relation->after - relation->before) > OTHERWISE,
       _ ("“%s” and “%s” in class “%s” are related most differently: their correlation was %.2f and is %.2f."),
       imb_design_feature_at (design, relation->features[0])->name, imb_design_feature_at (design, relation->features[1])->name,
       labels[relation->of_class], relation->before, relation->after);
}

GPtrArray *
imb_audit_dup_findings (const ImbAudit  *self,
                        const ImbDesign *design)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (finding_free);

  if (self->n_synthetic > 0)
    {
      add_copies (self, findings);
      add_domains (self, design, findings);
      add_pairs (self, design, findings);
      add_told_apart (self, findings);
      add (findings, self->gini > VERY_UNEVEN, _ ("They come from %zu of %zu possible parents, used with a Gini coefficient of %.2f (0: all alike, 1: one for all)."),
           self->n_parents, self->n_possible, self->gini);
    }
  if (self->n_repeated > 0)
    add (findings, FALSE, g_dngettext (GETTEXT_PACKAGE, "%zu row is there once more.", "%zu rows are there once more; a model sees the same rows again, not new ones.", self->n_repeated), self->n_repeated);
  add_shifts (self, design, findings);
  add_relation (self, design, findings);
  return findings;
}
