/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of built-in datasets. */
#include "engine/data/imb-dataset.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-config.h"

extern const ImbDataset imb_dataset_fraud, imb_dataset_two_moons, imb_dataset_circles, imb_dataset_blobs;

static const ImbDataset *const datasets[] = {
  &imb_dataset_fraud,
  &imb_dataset_two_moons,
  &imb_dataset_circles,
  &imb_dataset_blobs,
  NULL,
};

const ImbDataset *const *
imb_datasets (void)
{
  return datasets;
}

const ImbDataset *
imb_dataset_find (const char *id)
{
  for (guint i = 0; datasets[i] != NULL; i++)
    if (g_str_equal (datasets[i]->base.id, id))
      return datasets[i];
  return NULL;
}

static void
set_unknown (const char *id,
             GError    **error)
{
  const char      *ids[G_N_ELEMENTS (datasets)] = { NULL };
  g_autofree char *all = NULL;

  for (guint i = 0; datasets[i] != NULL; i++)
    ids[i] = datasets[i]->base.id;
  all = g_strjoinv (", ", (char **) ids);
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("There is no built-in dataset “%s”; there are: %s."), id, all);
}

ImbTable *
imb_dataset_make (const char *text,
                  guint32     seed,
                  ImbJob     *job,
                  GError    **error)
{
  const char       *colon = strchr (text, ':');
  g_autofree char  *id = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup (text);
  const ImbDataset *dataset = imb_dataset_find (id);
  gpointer          values;
  ImbTable         *table;

  if (dataset == NULL)
    {
      set_unknown (id, error);
      return NULL;
    }

  values = imb_values_parse (&dataset->base, colon != NULL ? colon + 1 : NULL, error);
  if (values == NULL)
    return NULL;

  table = dataset->make (values, seed, job, error);
  imb_values_free (&dataset->base, values);
  return table;
}
