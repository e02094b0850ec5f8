/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The script is written by the runner's thread: it looks for comments in the file, which may be long, and for missing values. */
#include "app/explorer-resample-script.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-page.h"
#include "engine/imb.h"

#define OUTPUT "resampled.csv" /* as on the copied command line */

typedef struct
{
  ImbDesign *design;
  ImbPlan   *plan;
  guint32    seed;
} Request;

typedef struct
{
  char *script;
  char *said;
} Copy;

static void
request_free (gpointer data)
{
  Request *request = data;

  imb_design_unref (request->design);
  imb_plan_unref (request->plan);
  g_free (request);
}

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_free (copy->script);
  g_free (copy->said);
  g_free (copy);
}

static gpointer
write_script (gpointer data,
              ImbJob  *job,
              GError **error)
{
  Request            *request = data;
  const ImbScriptWays ways = { IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, IMB_DOMAIN_REPAIR, request->seed, FALSE };
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GString) said = g_string_new (_ ("Python script copied."));
  char *script = imb_script_new (request->plan, request->design, &ways, OUTPUT, notes, error);
  Copy *copy;

  if (script == NULL)
    return NULL;
  for (guint i = 0; i < imb_notes_n (notes); i++)
    g_string_append_printf (said, " %s", imb_notes_at (notes, i));
  copy = g_new (Copy, 1);
  copy->script = script;
  copy->said = g_string_free (g_steal_pointer (&said), FALSE);
  return copy;
}

/* The page is gone or has a session: it lives as long as its window. */
static void
copy_done (gpointer      page,
           gpointer      result,
           const GError *error)
{
  ExplorerSession *session = g_object_get_data (page, "script-session");
  const Copy      *copy = result;

  if (error == NULL)
    explorer_page_copy (page, session, copy->script, copy->said);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    explorer_session_fail (session, error->message);
}

void
explorer_resample_copy_script (GtkWidget       *page,
                               ExplorerSession *session)
{
  Request *request;

  g_return_if_fail (GTK_IS_WIDGET (page));
  g_return_if_fail (EXPLORER_IS_SESSION (session));

  if (explorer_session_get_design (session) == NULL)
    {
      explorer_session_fail (session, _ ("There are no rows to resample yet, so there is no script; open a table first."));
      return;
    }

  request = g_new0 (Request, 1);
  request->design = imb_design_ref (explorer_session_get_design (session));
  request->plan = explorer_session_dup_plan (session);
  request->seed = explorer_session_get_decisions (session)->sampler_seed;
  g_object_set_data_full (G_OBJECT (page), "script-session", g_object_ref (session), g_object_unref);
  explorer_runner_start (explorer_session_get_runner (session), "script", _ ("Writing the script"),
                         write_script, request, request_free, copy_free, page, copy_done);
}
