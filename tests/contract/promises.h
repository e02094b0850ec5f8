/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/params/imb-config.h"

/* What every entry of a registry promises: a test of each for each entry. */
typedef struct
{
  const char   *name;
  GTestDataFunc test;
  gboolean (*asked) (gconstpointer item); /* (nullable): whether this entry promises it */
} Promise;

/* @item: begins with an ImbAlgorithm, after whose id its tests are called */
static inline void
add_promises (gconstpointer  item,
              const Promise *promises,
              gsize          n)
{
  for (gsize p = 0; p < n; p++)
    {
      g_autofree char *path = g_strdup_printf ("/%s/%s", ((const ImbAlgorithm *) item)->id, promises[p].name);

      if (promises[p].asked == NULL || promises[p].asked (item))
        g_test_add_data_func (path, item, promises[p].test);
    }
}
