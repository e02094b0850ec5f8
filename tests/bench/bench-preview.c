/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times what the window's live preview asks of the engine:
 *   bench-preview [DATASET [ROUNDS [SAMPLER …]]]
 * The table is filled and scaled once, as the window does it. Then one parameter of a sampler after the other is moved by a small step,
 * and the sampler applied, each change in turn with what the space remembers and in a space that remembers nothing. One line per sampler, in
 * milliseconds: the median of the changes without memory, with it, and of its slowest parameter, which is named. Last lines: how
 * long the difficulty of all rows takes before and after. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/imb.h"

#define TABLE "blobs:n_rows=10000,n_features=10,imbalance_ratio=10"

static void
complain (GError *error)
{
  fprintf (stderr, "%s\n", error->message);
  exit (1);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const double *x = a, *y = b;

  return *x < *y ? -1 : *x > *y;
}

static double
median (GArray *times)
{
  g_array_sort (times, compare);
  return times->len > 0 ? g_array_index (times, double, times->len / 2) : NAN;
}

/* Milliseconds; negative when the sampler refuses. */
static double
apply (const ImbSpace   *space,
       const ImbSampler *sampler,
       gconstpointer     values,
       guint32           seed)
{
  g_autoptr (ImbPlan) plan = imb_plan_new (sampler, values);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (ImbResample) result = imb_space_apply (space, plan, IMB_DOMAIN_REPAIR, seed, NULL, NULL);

  return result != NULL ? (double) (g_get_monotonic_time () - start) * 1e-3 : -1.0;
}

/* A small step away from the default, another one in every round; FALSE when the parameter has none. */
static gboolean
move (const ImbParam *param,
      gpointer        values,
      guint           round)
{
  char *field = (char *) values + param->offset;
  int   step = (int) (round % 4) + 1;

  switch (param->kind)
    {
    case IMB_KIND_INT:
      *(int *) field = (int) CLAMP (param->initial + step, param->min, param->max);
      return TRUE;
    case IMB_KIND_REAL:
      *(double *) field = CLAMP (param->initial + 0.01 * step * (param->initial != 0.0 ? param->initial : 1.0), param->min, param->max);
      return TRUE;
    case IMB_KIND_BOOL:
    case IMB_KIND_CHOICE:
    case IMB_KIND_TEXT:
    default:
      return FALSE;
    }
}

/* Of the same rows, but remembering nothing. */
static ImbSpace *
make_space (const ImbSpace *space)
{
  return imb_space_new (imb_space_get_design (space), IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, NULL, NULL);
}

/* The medians of one parameter's changes, NULL: of the seed's, into @times. */
static void
time_param (ImbSpace *const  *spaces,
            const ImbSampler *sampler,
            const ImbParam   *param,
            guint             rounds,
            GArray *const    *times)
{
  for (guint round = 0; round < rounds; round++)
    {
      gpointer values = imb_values_new (&sampler->base);

      if (param->name == NULL || move (param, values, round))
        for (guint which = 0; which < 2; which++)
          {
            g_autoptr (ImbSpace) anew = which == 0 ? make_space (spaces[0]) : NULL;
            double ms = apply (which == 0 ? anew : spaces[1], sampler, values, param->name == NULL ? round : 0);

            if (ms >= 0.0)
              g_array_append_val (times[which], ms);
          }
      imb_values_free (&sampler->base, values);
    }
}

static void
time_sampler (ImbSpace *const  *spaces,
              const ImbSampler *sampler,
              guint             rounds)
{
  g_autoptr (GArray) cold = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) warm = g_array_new (FALSE, FALSE, sizeof (double));
  const char *slowest = "-";
  double      worst = 0.0;

  for (const ImbParam *param = sampler->base.params; param != NULL; param = param->name != NULL ? param + 1 : NULL)
    {
      g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

      time_param (spaces, sampler, param, rounds, (GArray *[]){ cold, times });
      g_array_append_vals (warm, times->data, times->len);
      if (times->len > 0 && median (times) > worst)
        {
          worst = median (times);
          slowest = param->name != NULL ? param->name : "seed";
        }
    }
  if (warm->len > 0)
    printf ("%-36s %9.2f %9.2f %9.2f %s\n", sampler->base.id, median (cold), median (warm), worst, slowest);
  else
    printf ("%-36s refused\n", sampler->base.id);
  fflush (stdout);
}

static void
time_difficulty (const ImbSpace *space)
{
  for (guint i = 0; i < 2; i++)
    {
      gint64             start = g_get_monotonic_time ();
      g_autofree guint8 *types = imb_difficulty_of_space (space, NULL, NULL);

      printf ("%-36s %9.2f\n", i == 0 ? "difficulty" : "difficulty, again", (double) (g_get_monotonic_time () - start) * 1e-3);
    }
}

static ImbSpace *
open_space (const char *text)
{
  GError *error = NULL;
  g_autoptr (ImbTable) table = imb_dataset_make (text, 1, NULL, &error);
  g_autoptr (ImbProblem) problem = NULL;
  g_autoptr (ImbDesign) design = NULL;
  ImbProblemOptions options = { .target_column = -1 };
  ImbSpace         *space = NULL;

  if (table != NULL)
    problem = imb_problem_new (table, &options, NULL, &error);
  if (problem != NULL)
    design = imb_design_new (problem, NULL, &error);
  if (design != NULL)
    space = imb_space_new (design, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, NULL, &error);
  if (space == NULL)
    complain (error);
  return space;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (ImbSpace) space = open_space (argc > 1 ? argv[1] : TABLE);
  g_autoptr (ImbSpace) other = make_space (space);
  guint  rounds = argc > 2 ? (guint) atoi (argv[2]) : 5;
  gint64 start = g_get_monotonic_time ();

  imb_space_remember (space, 16, NULL, NULL); /* as the window does while the hand rests */
  printf ("%-36s %9.2f\n", "16 neighbours of all rows", (double) (g_get_monotonic_time () - start) * 1e-3);

  printf ("%-36s %9s %9s %9s\n", "milliseconds", "anew", "recalled", "slowest");
  for (const ImbSampler *const *sampler = imb_samplers (); *sampler != NULL; sampler++)
    if (argc <= 3 || g_strv_contains ((const char *const *) argv + 3, (*sampler)->base.id))
      time_sampler ((ImbSpace *[]){ other, space }, *sampler, rounds);
  time_difficulty (other);
  return 0;
}
