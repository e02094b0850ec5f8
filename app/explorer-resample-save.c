/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the resampled table: a copy of what is shown goes to the runner's thread, so the person can go on. */
#include "app/explorer-resample-save.h"

#include <glib/gi18n-lib.h>

#include "engine/imb.h"

typedef struct
{
  ImbDesign   *design;
  ImbResample *resample;
  char        *path;
} SaveRequest;

static void
save_request_free (gpointer data)
{
  SaveRequest *request = data;

  imb_design_unref (request->design);
  imb_resample_unref (request->resample);
  g_free (request->path);
  g_free (request);
}

static gpointer
save_work (gpointer data,
           ImbJob  *job,
           GError **error)
{
  SaveRequest *request = data;

  if (!imb_write_resample (request->path, NULL, request->design, request->resample, FALSE, "origin", job, error))
    return NULL;

  return g_filename_display_basename (request->path);
}

static void
save_done (gpointer      owner,
           gpointer      name,
           const GError *error)
{
  ExplorerSession *session = owner;
  g_autofree char *sentence = NULL;

  if (error != NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        explorer_session_fail (session, error->message);
      return;
    }

  sentence = g_strdup_printf (_ ("Resampled table saved as %s."), (const char *) name);
  explorer_session_say (session, sentence);
}

void
explorer_resample_save (ExplorerSession *session,
                        const char      *path)
{
  SaveRequest *request;

  g_return_if_fail (EXPLORER_IS_SESSION (session));
  g_return_if_fail (path != NULL);

  if (explorer_session_get_design (session) == NULL || explorer_session_get_resample (session) == NULL)
    {
      explorer_session_fail (session, _ ("There is no resampled table yet: choose a method that works with these data."));
      return;
    }

  request = g_new0 (SaveRequest, 1);
  request->design = imb_design_ref (explorer_session_get_design (session));
  request->resample = imb_resample_ref (explorer_session_get_resample (session));
  request->path = g_strdup (path);
  explorer_runner_start (explorer_session_get_runner (session), "save-resample", _ ("Saving the resampled table"),
                         save_work, request, save_request_free, g_free, session, save_done);
}
