/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The works of the session. They run in threads of the runner, see nothing but their request, and give
 * values that never change. */
#include "app/explorer-work.h"

#include <math.h>

#define MAX_RANKED_ROWS 50000
#define LEVEL_HANDICAP  1e6
#define AUDIT_REST_MS   150
#define NAP_MS          5
#define MOST_REMEMBERED 20000 /* rows whose neighbours are looked for before anybody asks */
#define REMEMBERED      16    /* of each */

ExplorerSpace *
explorer_space_ref (ExplorerSpace *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
explorer_space_unref (ExplorerSpace *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_clear_pointer (&self->measured, imb_space_free);
  g_clear_pointer (&self->design, imb_design_unref);
  g_clear_pointer (&self->problem, imb_problem_unref);
  g_clear_pointer (&self->table, imb_table_unref);
  explorer_decisions_free (self->decisions);
  g_free (self->error);
  g_free (self);
}

void
explorer_open_request_free (ExplorerOpenRequest *self)
{
  g_free (self->path);
  g_free (self->dataset);
  imb_read_options_free (self->reading);
  explorer_decisions_free (self->decisions);
  g_clear_pointer (&self->table, imb_table_unref);
  g_free (self);
}

void
explorer_prepare_request_free (ExplorerPrepareRequest *self)
{
  imb_table_unref (self->table);
  g_free (self->positive);
  g_free (self->roles);
  g_free (self);
}

void
explorer_resample_request_free (ExplorerResampleRequest *self)
{
  explorer_space_unref (self->space);
  imb_plan_unref (self->plan);
  g_free (self);
}

void
explorer_audit_request_free (ExplorerAuditRequest *self)
{
  explorer_space_unref (self->space);
  imb_resample_unref (self->resample);
  g_free (self);
}

void
explorer_compare_request_free (ExplorerCompareRequest *self)
{
  explorer_space_unref (self->space);
  g_ptr_array_unref (self->specs);
  g_free (self);
}

/* |mean of the positive rows − mean of the others|, in standard deviations, by feature. A level of a
 * category has but two values, which makes a poor axis: it comes after every number. */
static void
separate (const ExplorerSpace *space,
          double              *distances)
{
  const guint16     *classes = imb_problem_get_classes (space->problem);
  guint              positive = imb_problem_get_positive (space->problem);
  const ImbMatrix   *scaled = imb_space_get_matrix (space->measured);
  gsize              n = scaled->n_rows, d = scaled->n_cols;
  gsize              step = MAX (1, n / MAX_RANKED_ROWS);
  g_autofree double *sums = g_new0 (double, 2 * d);
  gsize              counts[2] = { 0, 0 };

  for (gsize i = 0; i < n; i++)
    {
      guint side = classes[i] == positive;

      if (side == 0 && i % step != 0)
        continue; /* the positive rows are few: all of them count */

      const double *row = imb_matrix_row (scaled, i);

      counts[side]++;
      for (gsize j = 0; j < d; j++)
        sums[side * d + j] += row[j];
    }

  for (gsize j = 0; j < d; j++)
    {
      distances[j] = fabs (sums[d + j] / MAX (counts[1], 1) - sums[j] / MAX (counts[0], 1));
      if (imb_design_feature_at (space->design, j)->n_levels > 0)
        distances[j] -= LEVEL_HANDICAP;
    }
}

static void
choose_features (ExplorerSpace *space)
{
  gsize              d = imb_space_get_matrix (space->measured)->n_cols;
  g_autofree double *distances = g_new0 (double, d);

  if (d < 2)
    return;

  separate (space, distances);
  space->best_x = 0;
  for (gsize j = 1; j < d; j++)
    if (distances[j] > distances[space->best_x])
      space->best_x = (guint) j;

  space->best_y = space->best_x == 0 ? 1 : 0;
  for (gsize j = 0; j < d; j++)
    if (j != space->best_x && distances[j] > distances[space->best_y])
      space->best_y = (guint) j;
  if (d == 2)
    {
      space->best_x = 0; /* two features keep their order */
      space->best_y = 1;
    }
}

static gboolean
fill_space (ExplorerSpace           *space,
            const ImbProblemOptions *options,
            ImbJob                  *job,
            GError                 **error)
{
  space->problem = imb_problem_new (space->table, options, job, error);
  if (space->problem == NULL)
    return FALSE;

  space->design = imb_design_new (space->problem, job, error);
  if (space->design == NULL || !imb_job_step (job, 0, 0, error))
    return FALSE;

  g_autoptr (GError) too_large = NULL;

  space->measured = imb_space_new (space->design, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, job, &too_large);
  if (g_error_matches (too_large, IMB_ERROR, IMB_ERROR_TOO_LARGE)) /* still to be looked at; a sampler says what it cannot do */
    space->measured = imb_space_new (space->design, IMB_IMPUTE_MEDIAN, IMB_SCALE_NONE, job, error);
  else if (too_large != NULL)
    g_propagate_error (error, g_steal_pointer (&too_large));
  if (space->measured == NULL)
    return FALSE;

  choose_features (space);
  return TRUE;
}

/* A question that cannot be answered is an answer; only a cancelled job has none. */
static ExplorerSpace *
space_new (ImbTable                *table,
           const ImbProblemOptions *options,
           ImbJob                  *job,
           GError                 **error)
{
  g_autoptr (GError) local = NULL;
  ExplorerSpace *space = g_new0 (ExplorerSpace, 1);

  space->ref_count = 1;
  space->table = imb_table_ref (table);
  if (fill_space (space, options, job, &local))
    return space;

  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      explorer_space_unref (space);
      return NULL;
    }

  g_clear_pointer (&space->design, imb_design_unref);
  space->error = g_strdup (local->message);
  return space;
}

/* What was decided about the table before, as far as it is about @table. */
static ExplorerDecisions *
decisions_about (const ExplorerOpenRequest *self,
                 const ImbTable            *table)
{
  if (self->decisions == NULL)
    return NULL;
  if (self->table != NULL)
    return explorer_decisions_carry (self->decisions, self->table, table);
  return self->decisions->n_columns == imb_table_n_columns (table) ? explorer_decisions_copy (self->decisions) : NULL;
}

gpointer
explorer_work_open (gpointer request,
                    ImbJob  *job,
                    GError **error)
{
  const ExplorerOpenRequest *self = request;
  ImbProblemOptions          options = { .target_column = -1 };
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbJob) part = imb_job_new_part (job, 0.8);
  g_autoptr (ImbJob) rest = imb_job_new_part (job, 0.2);
  g_autoptr (ExplorerDecisions) decisions = NULL;
  ExplorerSpace *space;

  if (self->path != NULL)
    table = imb_read_file (self->path, self->reading, part, error);
  else
    table = imb_dataset_make (self->dataset, self->seed, part, error);
  if (table == NULL)
    return NULL;

  decisions = decisions_about (self, table);
  if (decisions != NULL)
    {
      options.target_column = decisions->target;
      options.positive_label = decisions->positive;
      options.roles = decisions->roles;
    }
  space = space_new (table, &options, rest, error);
  if (space != NULL)
    space->decisions = g_steal_pointer (&decisions);
  return space;
}

gpointer
explorer_work_prepare (gpointer request,
                       ImbJob  *job,
                       GError **error)
{
  const ExplorerPrepareRequest *self = request;
  ImbProblemOptions             options = {
                .target_column = self->target,
                .positive_label = self->positive,
                .roles = self->roles,
  };

  return space_new (self->table, &options, job, error);
}

gpointer
explorer_work_resample (gpointer request,
                        ImbJob  *job,
                        GError **error)
{
  const ExplorerResampleRequest *self = request;

  return imb_space_apply (self->space->measured, self->plan, IMB_DOMAIN_REPAIR, self->seed, job, error);
}

/* While a hand moves a parameter every audit is soon superseded: it waits for the hand to rest, and leaves the processors to the
 * answers. */
static gboolean
rest (ImbJob  *job,
      GError **error)
{
  for (guint ms = 0; ms < AUDIT_REST_MS; ms += NAP_MS)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      g_usleep (NAP_MS * 1000);
    }
  return TRUE;
}

gpointer
explorer_work_audit (gpointer request,
                     ImbJob  *job,
                     GError **error)
{
  const ExplorerAuditRequest *self = request;
  const ImbSpace             *measured = self->space->measured;
  g_autoptr (ImbJob) remembering = imb_job_new_part (job, 0.2);
  g_autoptr (ImbJob) auditing = imb_job_new_part (job, 0.8);

  if (!rest (job, error))
    return NULL;
  if (imb_space_get_matrix (measured)->n_rows <= MOST_REMEMBERED && !imb_space_remember (measured, REMEMBERED, remembering, error))
    return NULL;
  return imb_audit_new (measured, self->resample, auditing, error);
}

gpointer
explorer_work_compare (gpointer request,
                       ImbJob  *job,
                       GError **error)
{
  const ExplorerCompareRequest *self = request;

  return imb_evaluate (self->space->design, self->specs, &self->evaluation, job, error);
}
