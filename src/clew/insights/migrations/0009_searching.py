"""Words are stemmed as the note's language wants it, and those that stand between signs are found."""

import clew.kit.ids
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.expressions import Func

STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian",
    "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "tr": "turkish", "en": "english", "": "english",
}  # fmt: skip
CASES = "\n    ".join(f"when '{code}' then 'pg_catalog.{name}'::regconfig" for code, name in STEMMERS.items())
# Bodies that are parsed when they are made: a restored database finds what they call, whatever its search path.
FUNCTIONS = rf"""
-- as long as `body`: what PostgreSQL would take for a tag, a path or an address becomes words
create or replace function clew_plain(body text) returns text
language sql immutable parallel safe
return regexp_replace(body, '[<>/\\@_&=]|\.(?!\d)', ' ', 'g');
create or replace function clew_stemmer(language text) returns regconfig
language sql immutable parallel safe
return case lower(split_part(replace(language, '_', '-'), '-', 1))
    {CASES}
    else 'pg_catalog.simple'::regconfig end;
create or replace function clew_words(language text, title text, body text) returns tsvector
language sql immutable parallel safe
return to_tsvector(clew_stemmer(language), clew_plain(title || ' ' || body));
"""
DROP = """
drop function clew_words(text, text, text); drop function clew_stemmer(text); drop function clew_plain(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0008_counted_to"),
        ("workspaces", "0002_events_by_birth"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="note", name="note_search"),
        migrations.RemoveField(model_name="note", name="search"),
        migrations.RunSQL(FUNCTIONS, DROP),
        migrations.AddField(
            model_name="note",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=Func("language", "title", "text", function="clew_words"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="note_search"),
        ),
        migrations.CreateModel(
            name='WordStatistics',
            fields=[
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='workspaces.workspace')),
                ('notes', models.PositiveIntegerField()),
                ('length', models.FloatField()),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None)),
                ('counted_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.UUIDField(db_default=clew.kit.ids.NewId(), editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('query', models.CharField(blank=True, max_length=2000)),
                ('is_shared', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'verbose_name': 'saved search',
                'indexes': [models.Index(fields=['owner'], name='saved_search_by_owner')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'owner', 'name'), name='saved_search_is_named_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_search_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='WordCount',
            fields=[
                ('id', models.UUIDField(db_default=clew.kit.ids.NewId(), editable=False, primary_key=True, serialize=False)),
                ('word', models.TextField()),
                ('notes', models.PositiveIntegerField()),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'word'), include=('notes',), name='one_count_per_word')],
            },
        ),
    ]
