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
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree char *name = g_filename_display_basename (request->path);
  g_autoptr (GString) sentence = g_string_new (NULL);

  if (!imb_write_resample (request->path, NULL, request->design, request->resample, FALSE, "origin", notes, job, error))
    return NULL;

  g_string_printf (sentence, _ ("Resampled table saved as %s."), name);
  for (guint i = 0; i < imb_notes_n (notes); i++)
    g_string_append_printf (sentence, " %s", imb_notes_at (notes, i));
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}

static void
save_done (gpointer      owner,
           gpointer      sentence,
           const GError *error)
{
  ExplorerSession *session = owner;

  if (error != NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        explorer_session_fail (session, error->message);
      return;
    }

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
