/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "engine/core/imb-job.h"
#include "engine/io/imb-archive.h"

G_BEGIN_DECLS

/* A file of an archive as XML, for readers of spreadsheets. The functions get local names: the prefix
 * of a namespace is cut off; keys and values are for imb_xml_get(). */
typedef struct
{
  gboolean (*begin) (const char        *name,
                     const char *const *keys,
                     const char *const *values,
                     gpointer           data,
                     GError           **error);
  gboolean (*end) (const char *name,
                   gpointer    data,
                   GError    **error);
  gboolean (*text) (const char *text,
                    gsize       length,
                    gpointer    data,
                    GError    **error);
} ImbXml;

/* The value of the attribute, or NULL. */
const char *imb_xml_get (const char *const *keys,
                         const char *const *values,
                         const char        *key);

/**
 * imb_xml_read:
 * @data: the archive
 * @name: of the file in it
 * @most: bytes that it may take unpacked
 *
 * Reads the file through @xml (whose text and end may be NULL). FALSE with the error of the archive, of @xml, or IMB_ERROR_FORMAT when it is no XML.
 */
gboolean imb_xml_read (const ImbXml *xml,
                       const char   *data,
                       gsize         length,
                       const char   *name,
                       gsize         most,
                       gpointer      user_data,
                       ImbReadLog   *log,
                       ImbJob       *job,
                       GError      **error);

G_END_DECLS
