/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit of a resampled table as JSON and as text. */
#include "app/cli/cli-audit.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-text.h"

ImbAudit *
cli_audit_new (ImbDesign         *design,
               const ImbResample *resample,
               ImbImpute          impute,
               ImbScale           scale,
               ImbJob            *job,
               GError           **error)
{
  ImbSpace *space = imb_space_new (design, impute, scale, NULL, error);
  ImbAudit *audit = space != NULL ? imb_audit_new (space, resample, job, error) : NULL;

  imb_space_free (space);
  return audit;
}

static void
build_feature (ImbJson         *json,
               const char      *name,
               const ImbDesign *design,
               gssize           feature)
{
  imb_json_text (json, name, feature >= 0 ? imb_design_feature_at (design, (gsize) feature)->name : NULL);
}

/* Nothing of categories, which have no distances. */
static void
build_move (ImbJson           *json,
            const ImbMove     *move,
            const char *const *labels,
            gboolean           is_number)
{
  imb_json_number (json, "wasserstein", is_number ? move->distance : NAN);
  imb_json_number (json, "wasserstein_by_deviation", is_number ? imb_move_share (move) : NAN);
  imb_json_text (json, "wasserstein_class", move->distance > 0.0 ? labels[move->of_class] : NULL);
}

static void
build_shifts (ImbJson         *json,
              const ImbAudit  *audit,
              const ImbDesign *design)
{
  const char *const *labels = imb_problem_get_labels (imb_design_get_problem (design));

  imb_json_array (json, "shifts");
  for (gsize j = 0; j < audit->n_features; j++)
    {
      imb_json_object (json, NULL);
      build_feature (json, "feature", design, (gssize) j);
      imb_json_text (json, "class", audit->shifts[j] > 0.0 ? labels[audit->shift_classes[j]] : NULL);
      imb_json_number (json, "distance", audit->shifts[j]);
      build_move (json, &audit->moves[j], labels, imb_design_feature_at (design, j)->n_levels == 0);
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

static void
build_relation (ImbJson           *json,
                const ImbRelation *relation,
                const ImbDesign   *design)
{
  const char *const *labels = imb_problem_get_labels (imb_design_get_problem (design));
  gboolean           is_there = !isnan (relation->after);

  imb_json_object (json, "correlation");
  imb_json_array (json, "features");
  for (guint i = 0; i < 2 && is_there; i++)
    build_feature (json, NULL, design, (gssize) relation->features[i]);
  imb_json_end_array (json);
  imb_json_text (json, "class", is_there ? labels[relation->of_class] : NULL);
  imb_json_number (json, "before", relation->before);
  imb_json_number (json, "after", relation->after);
  imb_json_number (json, "change", fabs (relation->after - relation->before));
  imb_json_end (json);
}

static void
build_findings (ImbJson         *json,
                const ImbAudit  *audit,
                const ImbDesign *design)
{
  g_autoptr (GPtrArray) findings = imb_audit_dup_findings (audit, design);

  imb_json_array (json, "findings");
  for (guint i = 0; i < findings->len; i++)
    {
      const ImbFinding *finding = g_ptr_array_index (findings, i);

      imb_json_object (json, NULL);
      imb_json_flag (json, "look", finding->look);
      imb_json_text (json, "sentence", finding->sentence);
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

void
cli_audit_build (ImbJson         *json,
                 const ImbAudit  *audit,
                 const ImbDesign *design)
{
  imb_json_object (json, "audit");
  imb_json_count (json, "synthetic", audit->n_synthetic);
  imb_json_count (json, "repeated", audit->n_repeated);
  imb_json_count (json, "asked", audit->n_asked);
  imb_json_count (json, "copies", audit->n_copies);
  imb_json_count (json, "near_copies", audit->n_near);
  imb_json_count (json, "nearest_of_another_class", audit->n_foreign);
  imb_json_count (json, "real_asked", audit->n_real);
  imb_json_count (json, "real_nearest_of_another_class", audit->n_real_foreign);
  imb_json_number (json, "distance_ratio", audit->distance_ratio);
  imb_json_count (json, "out_of_range", audit->n_outside);
  build_feature (json, "out_of_range_most", design, audit->outside_most);
  imb_json_count (json, "broken", audit->n_broken);
  build_feature (json, "broken_most", design, audit->broken_most);
  imb_json_count (json, "impossible_pairs", audit->n_impossible);
  imb_json_array (json, "impossible_pairs_most");
  for (guint i = 0; audit->n_impossible > 0 && i < 2; i++)
    imb_json_text (json, NULL, imb_design_feature_at (design, (gsize) audit->impossible_most[i])->name);
  imb_json_end_array (json);
  imb_json_count (json, "parents", audit->n_parents);
  imb_json_count (json, "possible_parents", audit->n_possible);
  imb_json_number (json, "gini", audit->gini);
  imb_json_number (json, "discriminator_auc", audit->told_apart);
  build_shifts (json, audit, design);
  build_relation (json, &audit->relation, design);
  build_findings (json, audit, design);
  imb_json_end (json);
}

void
cli_audit_print (const ImbAudit  *audit,
                 const ImbDesign *design)
{
  g_autoptr (GPtrArray) findings = imb_audit_dup_findings (audit, design);

  printf ("\n");
  for (guint i = 0; i < findings->len; i++)
    {
      const ImbFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char  *sentence = cli_dup_plain (finding->sentence);

      printf ("%s %s\n", finding->look ? "!" : "·", sentence);
    }
}
