/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of neighbours that are kept. Of each row the others are kept, nearest first, so a list of k is the beginning of every longer
 * one, and serves queries with and without themselves. Of a list among all rows those are left out that are not asked for, and what remains
 * is the beginning of the list among the others. A table of lists never changes: one that shall know more takes its place. */
#include "engine/kernels/imb-recall.h"

#define STEP    8     /* lists are searched in such depths, so that one more neighbour is mostly there */
#define DEEP    64    /* more than most samplers ask for */
#define DEEPEST 256   /* kept of one row */
#define ASK     16384 /* lists between two looks at the job */

void
imb_known_clear (ImbKnown *self)
{
  g_clear_pointer (&self->key, g_bytes_unref);
  g_clear_pointer (&self->whole_key, g_bytes_unref);
  g_clear_pointer (&self->points, g_free);
  g_clear_pointer (&self->queries, g_free);
}

/* The value in the memo: doubles, then rows, then what tells where they are. */
typedef struct
{
  gsize          n_slots;
  gsize          width;
  const double  *distances; /* (array length=n_slots*width) */
  const guint32 *rows;      /* (array length=n_slots*width): positions among the points */
  const guint32 *depths;    /* (array length=n_slots) */
  const guint32 *slots;     /* (array length=n_all): IMB_NO_ROW when the row was never asked for */
} Table;

typedef struct
{
  gsize n_slots;
  gsize width;
} Head;

typedef struct
{
  const ImbSearch *search;
  const ImbKnown  *known;  /* the search's */
  guint32         *places; /* (nullable) (array length=n_all): position among the points; NULL: they are all, in order */
  GBytes          *key;
  GBytes          *bytes; /* of the table; NULL: none */
  Table            table;
  GBytes          *whole_bytes; /* of the table of all rows, when the points are some of them */
  Table            whole;
  guint32         *rows; /* (array length=room): a list that is put together */
  double          *distances;
} Recall;

static gsize
table_size (gsize n_slots,
            gsize width,
            gsize n_all)
{
  return sizeof (Head) + n_slots * width * (sizeof (double) + sizeof (guint32)) + (n_slots + n_all) * sizeof (guint32);
}

static Table
table_at (gconstpointer block)
{
  const Head *head = block;
  Table       self = { .n_slots = head->n_slots, .width = head->width };

  self.distances = (const double *) (head + 1);
  self.rows = (const guint32 *) (self.distances + self.n_slots * self.width);
  self.depths = self.rows + self.n_slots * self.width;
  self.slots = self.depths + self.n_slots;
  return self;
}

static guint32
row_of (const Recall *self,
        gsize         query)
{
  const guint32 *rows = self->known->queries;

  return rows != NULL ? rows[query] : (guint32) query;
}

/* Where the query is among the points, or IMB_NO_ROW. */
static guint32
place_of (const Recall *self,
          gsize         query)
{
  guint32 row = row_of (self, query);

  return self->places != NULL ? self->places[row] : row;
}

/* How many others of the query are needed. */
static gsize
need_of (const Recall *self,
         gsize         query)
{
  gsize depth = imb_search_depth (self->search);

  return !self->search->self && place_of (self, query) != IMB_NO_ROW ? depth - 1 : depth;
}

static gboolean
is_known (const Recall *self,
          gsize         query)
{
  guint32 slot = self->bytes != NULL ? self->table.slots[row_of (self, query)] : IMB_NO_ROW;

  return slot != IMB_NO_ROW && self->table.depths[slot] >= need_of (self, query);
}

/* FALSE: a row is there twice, and then its copy is a neighbour, which only a search by position knows. */
static gboolean
find_places (Recall *self)
{
  const guint32 *points = self->known->points;
  const gsize    n = self->search->points->n_rows;

  if (points == NULL)
    return TRUE;

  self->places = g_new (guint32, MAX (self->known->n_all, 1));
  memset (self->places, 0xff, self->known->n_all * sizeof *self->places);
  for (gsize i = 0; i < n; i++)
    {
      if (self->places[points[i]] != IMB_NO_ROW)
        return FALSE;
      self->places[points[i]] = (guint32) i;
    }
  return TRUE;
}

/* Tables of lists that are so deep are kept by themselves: all lists of a table have one width. */
static GBytes *
dup_key (const ImbKnown *known,
         gsize           depth)
{
  g_autoptr (GByteArray) key = NULL;

  if (depth <= DEEP)
    return g_bytes_ref (known->key);
  key = g_byte_array_new ();
  g_byte_array_append (key, g_bytes_get_data (known->key, NULL), (guint) g_bytes_get_size (known->key));
  g_byte_array_append (key, (const guint8 *) "deep", 4);
  return g_byte_array_free_to_bytes (g_steal_pointer (&key));
}

/* The table under @key; NULL: there is none. */
static GBytes *
look_up (ImbMemo *memo,
         GBytes  *key,
         Table   *table)
{
  GBytes *bytes = key != NULL ? imb_memo_dup (memo, key) : NULL;

  if (bytes != NULL)
    *table = table_at (g_bytes_get_data (bytes, NULL));
  return bytes;
}

/* ---- lists that are not known yet ---- */

/* What was found for the missing queries; of each row one more than is kept, as it may be in its own list. */
typedef struct
{
  const guint32 *queries; /* (array length=n) */
  gsize          n;
  gsize          width; /* kept of each */
  gsize          n_listed;
  guint32       *rows;
  double        *distances;
} Found;

static ImbMatrix *
gather (const ImbMatrix *queries,
        const guint32   *places,
        gsize            n,
        GError         **error)
{
  ImbMatrix *out = imb_matrix_new_unset (n, queries->n_cols, error);

  for (gsize i = 0; out != NULL && i < n; i++)
    memcpy (imb_matrix_row (out, i), imb_matrix_row (queries, places[i]), queries->stride * sizeof (double));
  return out;
}

static gboolean
search_missing (const Recall *self,
                ImbSearchFunc find,
                Found        *found,
                GError      **error)
{
  const ImbSearch *search = self->search;
  const gboolean   all = found->n == search->queries->n_rows;
  g_autoptr (ImbMatrix) some = all ? NULL : gather (search->queries, found->queries, found->n, error);
  ImbSearch anew = { search->points, all ? search->queries : some, found->n_listed, FALSE, found->rows, found->distances, search->job, NULL, NULL, NULL, search->data };

  return (all || some != NULL) && find (&anew, error);
}

/* The list of a missing query without itself into @rows and @distances. */
static void
keep_others (const Recall *self,
             const Found  *found,
             gsize         i,
             guint32      *rows,
             double       *distances)
{
  const guint32  place = place_of (self, found->queries[i]);
  const guint32 *from = found->rows + i * found->n_listed;
  gsize          n = 0;

  for (gsize c = 0; c < found->n_listed && n < found->width; c++)
    if (from[c] != place)
      {
        rows[n] = from[c];
        distances[n++] = found->distances[i * found->n_listed + c];
      }
}

/* A table that knows what the old one and @found know. FALSE: cancelled. */
static gboolean
fill_table (const Recall *self,
            const Found  *found,
            gsize         n_slots,
            gsize         width,
            gpointer      block,
            GError      **error)
{
  const Table *old = &self->table;
  const gsize  n_old = self->bytes != NULL ? old->n_slots : 0;
  double      *distances = (double *) ((Head *) block + 1);
  guint32     *rows = (guint32 *) (distances + n_slots * width), *depths = rows + n_slots * width, *slots = depths + n_slots;
  gsize        next = n_old;

  *(Head *) block = (Head){ n_slots, width };
  if (n_old > 0)
    memcpy (slots, old->slots, self->known->n_all * sizeof *slots);
  else
    memset (slots, 0xff, self->known->n_all * sizeof *slots);
  for (gsize s = 0; s < n_old; s++)
    {
      if (s % ASK == 0 && !imb_job_step (self->search->job, 0, 0, error))
        return FALSE;
      depths[s] = old->depths[s];
      memcpy (rows + s * width, old->rows + s * old->width, old->width * sizeof *rows);
      memcpy (distances + s * width, old->distances + s * old->width, old->width * sizeof *distances);
    }
  for (gsize i = 0; i < found->n; i++)
    {
      guint32 *slot = &slots[row_of (self, found->queries[i])];

      if (i % ASK == 0 && !imb_job_step (self->search->job, 0, 0, error))
        return FALSE;
      if (*slot == IMB_NO_ROW)
        *slot = (guint32) next++;
      depths[*slot] = (guint32) found->width;
      keep_others (self, found, i, rows + *slot * width, distances + *slot * width);
    }
  return TRUE;
}

/* Rows that no table has a slot for yet. */
static gsize
count_new (const Recall *self,
           const Found  *found)
{
  g_autofree guint8 *is_counted = g_new0 (guint8, MAX (self->known->n_all, 1));
  gsize              n = 0;

  for (gsize i = 0; i < found->n; i++)
    {
      guint32 row = row_of (self, found->queries[i]);

      if ((self->bytes == NULL || self->table.slots[row] == IMB_NO_ROW) && !is_counted[row])
        {
          is_counted[row] = TRUE;
          n++;
        }
    }
  return n;
}

/* FALSE without an error: there is no memory for it, or no room. */
static gboolean
learn (Recall       *self,
       ImbSearchFunc find,
       Found        *found,
       GError      **error)
{
  const gsize         width = MAX (found->width, self->bytes != NULL ? self->table.width : 0);
  const gsize         n_slots = (self->bytes != NULL ? self->table.n_slots : 0) + count_new (self, found);
  const gsize         size = table_size (n_slots, width, self->known->n_all);
  g_autofree guint32 *rows = NULL;
  g_autofree double  *distances = NULL;
  g_autofree char    *block = NULL;

  if (!imb_memo_has_room (self->known->memo, size))
    return FALSE;

  rows = found->rows = g_try_new (guint32, found->n * found->n_listed);
  distances = found->distances = g_try_new (double, found->n * found->n_listed);
  block = g_try_malloc (size);
  if (rows == NULL || distances == NULL || block == NULL || !search_missing (self, find, found, error)
      || !fill_table (self, found, n_slots, width, block, error))
    return FALSE;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = g_bytes_new_take (g_steal_pointer (&block), size);
  self->table = table_at (g_bytes_get_data (self->bytes, NULL));
  imb_memo_put (self->known->memo, self->key, self->bytes);
  return TRUE;
}

/* ---- answers ---- */

/* Answers @query with its others. The row itself comes among those at distance 0 where its position puts it. */
static void
hand_out (const Recall  *self,
          gsize          query,
          const double  *sums,
          const guint32 *others)
{
  const ImbSearch *search = self->search;
  const gsize      n = need_of (self, query);
  const guint32    place = search->self ? IMB_NO_ROW : place_of (self, query);
  gsize            at = 0;

  if (place == IMB_NO_ROW)
    {
      imb_search_answer (search, query, sums, others);
      return;
    }
  while (at < n && sums[at] == 0.0 && others[at] < place)
    at++;
  memmove (self->distances + at + 1, sums + at, (n - at) * sizeof *sums);
  memmove (self->rows + at + 1, others + at, (n - at) * sizeof *others);
  if (sums != self->distances)
    {
      memcpy (self->distances, sums, at * sizeof *sums);
      memcpy (self->rows, others, at * sizeof *others);
    }
  self->distances[at] = 0.0;
  self->rows[at] = place;
  imb_search_answer (search, query, self->distances, self->rows);
}

static void
hand_out_known (const Recall *self,
                gsize         query)
{
  const gsize at = self->table.slots[row_of (self, query)] * self->table.width;

  hand_out (self, query, self->table.distances + at, self->table.rows + at);
}

/* From the list among all rows. Of those as far as its last there may be more than it says, so they do not count; equal distances come by
 * position among the points. FALSE: too few of the points are there. */
static gboolean
hand_out_of_whole (const Recall *self,
                   gsize         query)
{
  const Table  *whole = &self->whole;
  const guint32 slot = self->whole_bytes != NULL ? whole->slots[row_of (self, query)] : IMB_NO_ROW;
  const gsize   need = need_of (self, query), depth = slot != IMB_NO_ROW ? whole->depths[slot] : 0;
  const double *sums = whole->distances + slot * whole->width;
  gsize         n = 0;

  for (gsize c = 0; c < depth && sums[c] < sums[depth - 1] && (n < need || sums[c] == self->distances[need - 1]); c++)
    {
      const guint32 place = self->places[whole->rows[slot * whole->width + c]];
      gsize         at = n;

      if (place == IMB_NO_ROW)
        continue;
      while (at > 0 && self->distances[at - 1] == sums[c] && self->rows[at - 1] > place)
        {
          self->rows[at] = self->rows[at - 1];
          self->distances[at] = self->distances[at - 1];
          at--;
        }
      self->rows[at] = place;
      self->distances[at] = sums[c];
      n++;
    }
  if (n < need || need == 0)
    return FALSE;
  hand_out (self, query, self->distances, self->rows);
  return TRUE;
}

static gboolean
recall (Recall       *self,
        ImbSearchFunc find,
        gboolean     *is_answered,
        GError      **error)
{
  const ImbSearch    *search = self->search;
  const gsize         n = search->queries->n_rows;
  g_autofree guint32 *missing = g_new (guint32, MAX (n, 1));
  Found               found = { .queries = missing };
  GError             *local = NULL;

  for (guint32 i = 0; i < n; i++)
    if (is_known (self, i))
      hand_out_known (self, i);
    else if (!hand_out_of_whole (self, i))
      {
        missing[found.n++] = i;
        found.width = MAX (found.width, need_of (self, i));
      }
  found.width = MIN ((found.width + STEP - 1) / STEP * STEP, search->points->n_rows - 1);
  found.n_listed = found.width + 1;
  if (found.n > 0 && !learn (self, find, &found, &local))
    {
      if (local != NULL)
        g_propagate_error (error, local);
      return local == NULL;
    }

  *is_answered = TRUE;
  imb_memo_count (self->known->memo, n - found.n, found.n);
  for (gsize i = 0; i < found.n; i++)
    hand_out_known (self, missing[i]);
  return imb_job_step (search->job, 1, 1, error);
}

gboolean
imb_recall_search (const ImbSearch *search,
                   ImbSearchFunc    find,
                   GError         **error)
{
  const ImbKnown *known = search->known;
  Recall          self = { .search = search, .known = known };
  gboolean        is_answered = FALSE, ok = TRUE;
  gsize           room = imb_search_depth (search) + 1;

  if (search->queries->n_rows > 0 && imb_search_depth (search) <= DEEPEST && imb_search_depth (search) < search->points->n_rows && find_places (&self))
    {
      self.key = dup_key (known, imb_search_depth (search));
      self.bytes = look_up (known->memo, self.key, &self.table);
      self.whole_bytes = look_up (known->memo, known->whole_key, &self.whole);
      room = MAX (room, self.whole_bytes != NULL ? self.whole.width + 1 : 0);
      self.rows = g_new (guint32, room);
      self.distances = g_new (double, room);
      ok = recall (&self, find, &is_answered, error);
    }
  g_free (self.places);
  g_free (self.rows);
  g_free (self.distances);
  g_clear_pointer (&self.key, g_bytes_unref);
  g_clear_pointer (&self.bytes, g_bytes_unref);
  g_clear_pointer (&self.whole_bytes, g_bytes_unref);
  return ok && (is_answered || find (search, error));
}

gboolean
imb_recall_is_likely (const ImbKnown *known,
                      gsize           n_queries,
                      gsize           n_others)
{
  Table    table;
  GBytes  *bytes = look_up (known->memo, known->whole_key != NULL ? known->whole_key : known->key, &table);
  gboolean is_known = bytes != NULL;

  for (gsize i = 0; i < n_queries && is_known; i++)
    {
      guint32 slot = table.slots[known->queries != NULL ? known->queries[i] : i];

      is_known = slot != IMB_NO_ROW && table.depths[slot] >= n_others;
    }
  g_clear_pointer (&bytes, g_bytes_unref);
  return is_known;
}
