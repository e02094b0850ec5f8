/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GLib's parser: no DTDs, no entities but the five, so that a small file stays small. */
#include "engine/io/imb-xml.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STEP ((gsize) 64 << 10) /* bytes between two looks at the job */

typedef struct
{
  const ImbXml *xml;
  gpointer      data;
} Handler;

static const char *
local (const char *name)
{
  const char *colon = strrchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

const char *
imb_xml_get (const char *const *keys,
             const char *const *values,
             const char        *key)
{
  for (; *keys != NULL; keys++, values++)
    if (strcmp (local (*keys), key) == 0)
      return *values;
  return NULL;
}

static void
begin (GMarkupParseContext *context,
       const char          *name,
       const char         **keys,
       const char         **values,
       gpointer             data,
       GError             **error)
{
  const Handler *self = data;

  self->xml->begin (local (name), keys, values, self->data, error);
}

static void
end (GMarkupParseContext *context,
     const char          *name,
     gpointer             data,
     GError             **error)
{
  const Handler *self = data;

  if (self->xml->end != NULL)
    self->xml->end (local (name), self->data, error);
}

static void
text (GMarkupParseContext *context,
      const char          *bytes,
      gsize                length,
      gpointer             data,
      GError             **error)
{
  const Handler *self = data;

  if (self->xml->text != NULL)
    self->xml->text (bytes, length, self->data, error);
}

static gboolean
parse (GMarkupParseContext *context,
       const ImbBytes      *bytes,
       ImbReadLog          *log,
       ImbJob              *job,
       GError             **error)
{
  GError *why = NULL;

  for (gsize at = 0; why == NULL && at < bytes->length; at += STEP)
    if (imb_job_step (job, at, bytes->length, &why))
      g_markup_parse_context_parse (context, bytes->data + at, (gssize) MIN (STEP, bytes->length - at), &why);
  if (why == NULL)
    g_markup_parse_context_end_parse (context, &why);
  if (why == NULL)
    return TRUE;

  if (why->domain == G_MARKUP_ERROR)
    imb_read_log_fail (log, 0, 0, error, _ ("the spreadsheet is damaged: its XML is not whole; get the file again."));
  else
    g_propagate_error (error, g_steal_pointer (&why));
  g_clear_error (&why);
  return FALSE;
}

gboolean
imb_xml_read (const ImbXml *xml,
              const char   *data,
              gsize         length,
              const char   *name,
              gsize         most,
              gpointer      user_data,
              ImbReadLog   *log,
              ImbJob       *job,
              GError      **error)
{
  static const GMarkupParser parser = { .start_element = begin, .end_element = end, .text = text };
  Handler                    handler = { xml, user_data };
  g_auto (ImbBytes) bytes = { .most = most };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &handler, NULL);
  const char *utf8_mark = "\xef\xbb\xbf";

  if (!imb_archive_read (data, length, name, G_MAXSIZE, &bytes, log, job, error))
    return FALSE;
  if (bytes.length >= 3 && memcmp (bytes.data, utf8_mark, 3) == 0)
    memset (bytes.data, ' ', 3);
  return parse (context, &bytes, log, job, error);
}
