/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that stand for a missing value: the list of pandas, and "?" as in ARFF and the UCI files. Most cells are
 * turned away by their length or first byte. */
#include "engine/io/imb-missing.h"

#include <string.h>

#include "engine/data/imb-number.h"
#include "engine/io/imb-read.h"

static const char *const usual[] = {
  "?", "NA", "N/A", "n/a", "na", "NaN", "nan", "NAN", "-nan", "-NaN", "NULL", "null", "None",
  "#N/A", "#N/A N/A", "#NA", "<NA>", "<null>", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", NULL
};

static const char *const among_numbers[] = { "-", "--", ".", NULL };

struct _ImbMissing
{
  const char *const *markers;
  gboolean          *met;
  gboolean           met_among_numbers[G_N_ELEMENTS (among_numbers)];
  gsize              longest;
  gboolean           usual;
  gboolean           numbers;
  gboolean           met_empty;
  gboolean           first[256]; /* bytes that a marker begins with */
};

const char *const *
imb_read_default_missing (void)
{
  return usual;
}

ImbMissing *
imb_missing_new (const char *const *markers)
{
  ImbMissing *self = g_new0 (ImbMissing, 1);

  self->usual = markers == NULL;
  self->markers = markers == NULL ? usual : markers;
  self->met = g_new0 (gboolean, g_strv_length ((char **) self->markers) + 1);
  for (gsize m = 0; self->markers[m] != NULL; m++)
    {
      const char *marker = self->markers[m];
      gsize       length = strlen (marker);
      double      value;

      self->longest = MAX (self->longest, length);
      self->first[(guchar) *marker] = TRUE;
      self->numbers = self->numbers || imb_parse_number (marker, length, '.', &value) != IMB_NUMBER_NO || imb_parse_number (marker, length, ',', &value) != IMB_NUMBER_NO;
    }
  return self;
}

void
imb_missing_free (ImbMissing *self)
{
  if (self == NULL)
    return;

  g_free (self->met);
  g_free (self);
}

ImbMissing *
imb_missing_new_like (const ImbMissing *self)
{
  return imb_missing_new (self->usual ? NULL : self->markers);
}

void
imb_missing_merge (ImbMissing       *self,
                   const ImbMissing *other)
{
  for (gsize m = 0; self->markers[m] != NULL; m++)
    self->met[m] = self->met[m] || other->met[m];
  for (guint m = 0; m < G_N_ELEMENTS (among_numbers); m++)
    self->met_among_numbers[m] = self->met_among_numbers[m] || other->met_among_numbers[m];
  self->met_empty = self->met_empty || other->met_empty;
}

static gssize
find (const char *const *markers,
      const char        *text,
      gsize              length)
{
  for (gsize m = 0; markers[m] != NULL; m++)
    if (strncmp (markers[m], text, length) == 0 && markers[m][length] == '\0')
      return (gssize) m;
  return -1;
}

gboolean
imb_missing_has (ImbMissing *self,
                 const char *text,
                 gsize       length)
{
  gssize m;

  if (length == 0)
    {
      self->met_empty = TRUE;
      return TRUE;
    }
  if (length > self->longest || !self->first[(guchar) *text])
    return FALSE;

  m = find (self->markers, text, length);
  if (m >= 0)
    self->met[m] = TRUE;
  return m >= 0;
}

gboolean
imb_missing_has_among_numbers (ImbMissing *self,
                               const char *text,
                               gsize       length)
{
  gssize m = self->usual && length <= 2 ? find (among_numbers, text, length) : -1;

  if (m >= 0)
    self->met_among_numbers[m] = TRUE;
  return m >= 0;
}

void
imb_missing_restart (ImbMissing *self)
{
  memset (self->met, 0, g_strv_length ((char **) self->markers) * sizeof *self->met);
  memset (self->met_among_numbers, 0, sizeof self->met_among_numbers);
  self->met_empty = FALSE;
}

gboolean
imb_missing_has_numbers (const ImbMissing *self)
{
  return self->numbers;
}

char **
imb_missing_dup_met (const ImbMissing *self)
{
  g_autoptr (GStrvBuilder) met = g_strv_builder_new ();

  if (self->met_empty)
    g_strv_builder_add (met, "");
  for (gsize m = 0; self->markers[m] != NULL; m++)
    if (self->met[m] && *self->markers[m] != '\0')
      g_strv_builder_add (met, self->markers[m]);
  for (gsize m = 0; among_numbers[m] != NULL; m++)
    if (self->met_among_numbers[m])
      g_strv_builder_add (met, among_numbers[m]);
  return g_strv_builder_end (met);
}
