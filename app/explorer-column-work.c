/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting, and counting for the small pictures. */
#include "app/explorer-column-work.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ImbTable *table;
  gsize     column; /* the first of them */
  gsize     n;
  gboolean  descending;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  imb_table_unref (request->table);
  g_free (request);
}

static gpointer
order (gpointer data,
       ImbJob  *job,
       GError **error)
{
  const Request *request = data;

  return imb_order_new (request->table, request->column, request->descending, job, error);
}

static gpointer
count_bins (gpointer data,
            ImbJob  *job,
            GError **error)
{
  const Request *request = data;
  g_autoptr (GArray) bins = g_array_new (FALSE, TRUE, sizeof (ImbBins));

  g_array_set_size (bins, (guint) request->n);
  for (gsize j = 0; j < request->n; j++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / (double) request->n);

      if (!imb_bins_count (request->table, request->column + j, &g_array_index (bins, ImbBins, j), part, error))
        return NULL;
    }
  return g_steal_pointer (&bins);
}

void
explorer_column_work_order (ExplorerRunner *runner,
                            ImbTable       *table,
                            gsize           column,
                            gboolean        descending,
                            gpointer        owner,
                            ExplorerDone    done)
{
  Request *request = g_new (Request, 1);

  *request = (Request){ imb_table_ref (table), column, 1, descending };
  explorer_runner_start (runner, "order", _ ("Sorting"), order, request, request_free, (GDestroyNotify) imb_order_unref, owner, done);
}

void
explorer_column_work_bins (ExplorerRunner *runner,
                           ImbTable       *table,
                           gsize           first,
                           gsize           n,
                           gpointer        owner,
                           ExplorerDone    done)
{
  Request *request = g_new (Request, 1);

  *request = (Request){ imb_table_ref (table), first, n, FALSE };
  explorer_runner_start (runner, "bins", _ ("Looking at the columns"), count_bins, request, request_free, (GDestroyNotify) g_array_unref, owner, done);
}
