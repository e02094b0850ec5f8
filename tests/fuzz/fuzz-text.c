/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts (UTF-8, as GLib hands them over) of plans, models, thresholds and strategies, as the command line, the window and saved decisions hold them. The
 * first byte chooses which. What parses writes a text that parses to the same. */
#include <string.h>

#include "engine/imb.h"
#include "tests/fuzz/fuzz.h"

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), >, 10);
}

static void
try_plan (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, &error);
  g_autoptr (ImbPlan) again = NULL;

  if (plan == NULL)
    {
      check_error (error);
      return;
    }
  again = imb_plan_parse (imb_plan_get_text (plan), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imb_plan_get_text (again), ==, imb_plan_get_text (plan));
}

static void
try_model (const char *text)
{
  g_autoptr (GError) error = NULL;
  const ImbModel *model, *same;
  gpointer        values, again;

  if (!imb_model_parse (text, &model, &values, &error))
    {
      check_error (error);
      return;
    }
  g_autofree char *written = imb_values_to_string (&model->base, values, FALSE);

  g_assert_true (imb_model_parse (written, &same, &again, &error));
  g_assert_no_error (error);
  g_assert_true (same == model);
  g_autofree char *twice = imb_values_to_string (&model->base, again, FALSE);

  g_assert_cmpstr (twice, ==, written);
  imb_values_free (&model->base, values);
  imb_values_free (&model->base, again);
}

static void
try_threshold (const char *text)
{
  g_autoptr (GError) error = NULL;
  ImbThreshold threshold, again;

  if (!imb_threshold_parse (text, &threshold, &error))
    {
      check_error (error);
      return;
    }
  g_autofree char *written = imb_threshold_to_string (&threshold);

  g_assert_true (imb_threshold_parse (written, &again, &error));
  g_assert_no_error (error);
  g_assert_cmpint (again.policy, ==, threshold.policy);
  g_assert_cmpfloat (again.value, ==, threshold.value);
}

static void
try_others (const char *text)
{
  g_autoptr (GError) impute_error = NULL;
  g_autoptr (GError) scale_error = NULL;
  ImbImpute impute;
  ImbScale  scale;

  if (imb_impute_parse (text, &impute, &impute_error))
    g_assert_cmpstr (imb_impute_nick (impute), ==, text);
  else
    check_error (impute_error);
  if (imb_scale_parse (text, &scale, &scale_error))
    g_assert_cmpstr (imb_scale_nick (scale), ==, text);
  else
    check_error (scale_error);
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autofree char *text = length > 0 ? g_strndup ((const char *) data + 1, length - 1) : g_strdup ("");

  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  switch (length > 0 ? data[0] : 'p')
    {
    case 'm':
      try_model (text);
      break;
    case 't':
      try_threshold (text);
      break;
    case 'o':
      try_others (text);
      break;
    default:
      try_plan (text);
      break;
    }
  return 0;
}
