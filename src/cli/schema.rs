//! `chuangtai config --schema`: JSON schemas of a person's files, for editors that complete and check them. Made from the
//! tables that the program reads the files by, so that neither can know what the other does not.

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use crate::{
    app::{
        Action, Context,
        preferences::{self, Kind, Setting},
    },
    cli::serve::settings as serve,
    i18n::{Lang, t, tf},
    theme::{Colour, Glyph, Modifiers, Role},
};

/// Whose schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Schema {
    /// `config.toml`.
    Config,
    /// `themes/NAME.toml`.
    Theme,
    /// `keymaps/NAME.toml`.
    Keymap,
    /// The file of `chuangtai serve --config`.
    Serve,
}

/// The schema.
pub(super) fn of(schema: Schema) -> Value {
    let (title, properties) = match schema {
        Schema::Config => ("config.toml", settings()),
        Schema::Theme => ("themes/NAME.toml", theme()),
        Schema::Keymap => ("keymaps/NAME.toml", keymap()),
        Schema::Serve => ("centre.toml", service()),
    };
    let mut whole = table(&properties);
    if let Value::Object(whole) = &mut whole {
        whole.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        whole.insert("title".to_owned(), json!(title));
    }
    whole
}

/// A table that takes these entries and no others.
fn table(properties: &Map<String, Value>) -> Value {
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn settings() -> Map<String, Value> {
    Setting::ALL
        .into_iter()
        .map(|setting| {
            let mut entry = kind(setting.kind());
            if let Value::Object(entry) = &mut entry {
                entry.insert("description".to_owned(), json!(t(Lang::Zh, setting.help())));
                entry.insert("default".to_owned(), default_value(setting));
            }
            (setting.key().to_owned(), entry)
        })
        .collect()
}

fn service() -> Map<String, Value> {
    let mut tables = Map::new();
    for setting in serve::ALL {
        let mut entry = kind(setting.kind);
        if setting.is_list {
            entry = json!({"anyOf": [entry, {"type": "array", "items": entry}]});
        }
        if let Value::Object(entry) = &mut entry {
            entry.insert("description".to_owned(), json!(tf(Lang::Zh, &setting.help(), &[])));
            entry.insert("default".to_owned(), written(setting.default_value()));
        }
        let (table, name) = setting.key.split_once('.').map_or((None, setting.key), |(t, name)| (Some(t), name));
        let Some(table) = table else {
            tables.insert(name.to_owned(), entry);
            continue;
        };
        let inner = tables.entry(table).or_insert_with(|| self::table(&Map::new()));
        if let Some(Value::Object(properties)) = inner.get_mut("properties") {
            properties.insert(name.to_owned(), entry);
        }
    }
    tables
}

fn kind(kind: Kind) -> Value {
    match kind {
        Kind::Name => json!({"type": "string", "minLength": 1}),
        Kind::Choice(choices) => json!({"enum": choices}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Whole { least, most } => json!({"type": "integer", "minimum": least, "maximum": most}),
        Kind::Text => json!({"type": "string"}),
    }
}

fn default_value(setting: Setting) -> Value {
    written(setting.default_value())
}

fn written(value: preferences::Value) -> Value {
    match value {
        preferences::Value::Text(text) => json!(text),
        preferences::Value::Whole(number) => json!(number),
        preferences::Value::Flag(on) => json!(on),
    }
}

fn theme() -> Map<String, Value> {
    // A colour of the palette, of the terminal, or written out.
    let colour = json!({"type": "string", "minLength": 1});
    let written = json!({"anyOf": [
        {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"},
        {"enum": Colour::names().collect::<Vec<_>>()},
    ]});
    let modifiers = json!({"type": "array", "items": {"enum": Modifiers::names().collect::<Vec<_>>()}});
    let look = [("fg", &colour), ("bg", &colour), ("mod", &modifiers)];
    let look = table(&look.into_iter().map(|(name, entry)| (name.to_owned(), entry.clone())).collect());
    let role = json!({"anyOf": [colour, look]});
    let roles = Role::ALL.iter().map(|of| (of.name().to_owned(), role.clone())).collect();
    let sign = json!({"type": "string", "minLength": 1, "maxLength": 1});
    let mut signs: Map<String, Value> = Glyph::ALL.iter().map(|of| (of.name().to_owned(), sign.clone())).collect();
    signs.insert("set".to_owned(), json!({"enum": ["unicode", "ascii"]}));
    let mut theme = head();
    theme.insert("kind".to_owned(), json!({"enum": ["dark", "light"]}));
    theme.insert("palette".to_owned(), json!({"type": "object", "additionalProperties": written}));
    theme.insert("roles".to_owned(), table(&roles));
    theme.insert("glyphs".to_owned(), table(&signs));
    theme
}

/// What themes and keymaps begin with.
fn head() -> Map<String, Value> {
    ["name", "inherits"].into_iter().map(|name| (name.to_owned(), json!({"type": "string", "minLength": 1}))).collect()
}

fn keymap() -> Map<String, Value> {
    let mut actions: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
    actions.push("none");
    let binding = json!({"enum": actions});
    let mut keymap = head();
    for context in Context::ALL {
        place(&mut keymap, context.name(), &binding);
    }
    keymap
}

/// A table for a context; `field.coded` is a table in the table `field`.
fn place(tables: &mut Map<String, Value>, name: &str, binding: &Value) {
    let (outer, inner) = name.split_once('.').map_or((name, None), |(outer, inner)| (outer, Some(inner)));
    let fresh = || json!({"type": "object", "properties": {}, "additionalProperties": binding});
    let table = tables.entry(outer).or_insert_with(fresh);
    if let (Some(inner), Some(Value::Object(properties))) = (inner, table.get_mut("properties")) {
        place(properties, inner, binding);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::{app::keymap as keys, theme as looks};

    /// What a validator says, as far as our schemas go.
    fn fits(schema: &Value, value: &Value) -> Result<(), String> {
        if let Some(choices) = schema["anyOf"].as_array() {
            let found = choices.iter().any(|choice| fits(choice, value).is_ok());
            return if found { Ok(()) } else { Err(format!("{value} fits nothing")) };
        }
        if let Some(known) = schema["enum"].as_array() {
            return if known.contains(value) { Ok(()) } else { Err(format!("{value} is none of these")) };
        }
        match (schema["type"].as_str().unwrap(), value) {
            ("object", Value::Object(entries)) => entries.iter().try_for_each(|(name, entry)| {
                let more = &schema["additionalProperties"];
                match schema["properties"].get(name) {
                    Some(known) => fits(known, entry),
                    None if more.is_object() => fits(more, entry),
                    None => Err(format!("{name} is unknown")),
                }
                .map_err(|why| format!("{name}: {why}"))
            }),
            ("array", Value::Array(items)) => items.iter().try_for_each(|item| fits(&schema["items"], item)),
            ("string", Value::String(text)) => {
                let count = text.chars().count() as u64;
                let short = schema["minLength"].as_u64().is_some_and(|least| count < least);
                let long = schema["maxLength"].as_u64().is_some_and(|most| count > most);
                let colour = schema["pattern"].is_null() || (text.len() == 7 && text.starts_with('#'));
                if short || long || !colour { Err(format!("{text:?}")) } else { Ok(()) }
            }
            ("integer", Value::Number(number)) => {
                let range = schema["minimum"].as_u64().unwrap()..=schema["maximum"].as_u64().unwrap();
                if range.contains(&number.as_u64().unwrap()) { Ok(()) } else { Err(number.to_string()) }
            }
            ("boolean", Value::Bool(_)) => Ok(()),
            (wanted, value) => Err(format!("{value} is no {wanted}")),
        }
    }

    fn written(text: &str) -> Value {
        serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
    }

    #[test]
    fn what_is_compiled_in_fits_its_schema() {
        for (name, text) in looks::BUILT_IN {
            assert_eq!(fits(&of(Schema::Theme), &written(text)), Ok(()), "{name}");
        }
        for (name, text) in keys::BUILT_IN {
            assert_eq!(fits(&of(Schema::Keymap), &written(text)), Ok(()), "{name}");
        }
        let schema = of(Schema::Config);
        for setting in Setting::ALL {
            assert_eq!(fits(&schema["properties"][setting.key()], &default_value(setting)), Ok(()), "{setting:?}");
        }
    }

    #[test]
    fn what_the_program_refuses_the_schema_refuses() {
        for (schema, text) in [
            (Schema::Config, "them = \"dark\""),
            (Schema::Config, "lock_minutes = 11"),
            (Schema::Config, "width = \"broad\""),
            (Schema::Theme, "[roles]\n\"state.gone\" = \"red\""),
            (Schema::Theme, "[roles]\nkey = { mod = [\"blink\"] }"),
            (Schema::Theme, "[palette]\nred = \"crimson\""),
            (Schema::Theme, "[glyphs]\ncomplete = \"ok\""),
            (Schema::Keymap, "[kitchen]\nx = \"none\""),
            (Schema::Keymap, "[global]\nx = \"palette.opne\""),
        ] {
            assert!(fits(&of(schema), &written(text)).is_err(), "{text}");
        }
        assert_eq!(fits(&of(Schema::Keymap), &written("[field.coded]\nf2 = \"none\"")), Ok(()));
    }
}
