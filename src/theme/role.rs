//! What things on the screen mean, as far as looks go. Screens name a role, never a colour.

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident $name:literal <- $parent:ident;)*) => {
        /// A meaning that a theme gives a look.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Role {
            /// Plain text on the plain ground; where every chain ends.
            Text,
            $($(#[$doc])* $role,)*
        }

        impl Role {
            /// Every role; each stands after the one it falls back on.
            pub const ALL: &'static [Role] = &[Role::Text, $(Role::$role,)*];

            /// Name in theme files.
            pub const fn name(self) -> &'static str {
                match self {
                    Role::Text => "text",
                    $(Role::$role => $name,)*
                }
            }

            /// The role whose look this one has where a theme says nothing.
            pub const fn parent(self) -> Option<Role> {
                match self {
                    Role::Text => None,
                    $(Role::$role => Some(Role::$parent),)*
                }
            }
        }
    };
}

roles! {
    /// Less important text.
    TextDim "text.dim" <- Text;
    /// Text that stands out.
    TextStrong "text.strong" <- Text;
    /// Something is right.
    TextGood "text.good" <- Text;
    /// Something wants attention.
    TextWarning "text.warning" <- Text;
    /// Something is wrong.
    TextError "text.error" <- Text;
    /// The letters that a search matched.
    TextMatch "text.match" <- TextStrong;
    /// The law behind a reason.
    TextBasis "text.basis" <- TextDim;
    /// The chosen row where the keys go.
    Selection "selection" <- Text;
    /// The chosen row of another pane.
    SelectionIdle "selection.idle" <- Text;
    /// The line on top: who, where, link, time.
    Header "header" <- Text;
    /// 演示 and 培训: nobody may take this for the real thing.
    HeaderRealm "header.realm" <- TextWarning;
    /// A place in the row of places.
    Place "place" <- Text;
    /// The place one is in.
    PlaceActive "place.active" <- Selection;
    /// Box lines.
    Border "border" <- TextDim;
    /// Box lines of the pane that has the keys.
    BorderFocus "border.focus" <- TextStrong;
    /// Titles of boxes and columns.
    Title "title" <- TextStrong;
    /// A key's name on the bottom line.
    Key "key" <- TextStrong;
    /// What the key does.
    KeyLabel "key.label" <- Text;
    /// The key that is most likely next.
    KeyPrimary "key.primary" <- Selection;
    /// An action that is not available now.
    Disabled "disabled" <- TextDim;
    /// A field.
    Field "field" <- Text;
    /// The field one types into.
    FieldFocus "field.focus" <- Field;
    /// A field's label.
    FieldLabel "field.label" <- Text;
    /// A field that must be filled and is not.
    FieldDue "field.due" <- TextWarning;
    /// A field's problem.
    FieldError "field.error" <- TextError;
    /// A field's hint, and what stands in an empty one.
    FieldHint "field.hint" <- TextDim;
    /// 齐: complete.
    StateComplete "state.complete" <- TextGood;
    /// 缺: missing.
    StateMissing "state.missing" <- TextError;
    /// 不合格: there, but not as the guide wants it.
    StateDefect "state.defect" <- StateMissing;
    /// 容缺: may wait.
    StateTolerated "state.tolerated" <- TextWarning;
    /// 免交: need not be handed in.
    StateExempt "state.exempt" <- TextGood;
    /// 不适用.
    StateNotApplicable "state.not_applicable" <- TextDim;
    /// Not looked at yet.
    StateOpen "state.open" <- Text;
    /// Time enough.
    LightGreen "light.green" <- TextGood;
    /// Due soon.
    LightYellow "light.yellow" <- TextWarning;
    /// Overdue.
    LightRed "light.red" <- TextError;
    /// 在线.
    LinkOnline "link.online" <- TextGood;
    /// 离线.
    LinkOffline "link.offline" <- TextWarning;
    /// 同步中.
    LinkSyncing "link.syncing" <- Text;
    /// A message that says something went well.
    Notice "notice" <- Text;
    /// A message that warns.
    NoticeWarning "notice.warning" <- TextWarning;
    /// A message that says something failed; it stays until seen.
    NoticeError "notice.error" <- TextError;
    /// A message that lies over the page until somebody dismisses it.
    NoticeGrave "notice.grave" <- HeaderRealm;
    /// The line below the header while a state lasts (offline, catalogue too old).
    Banner "banner" <- TextWarning;
    /// A dialog's ground.
    Overlay "overlay" <- Text;
    /// Filled part of a bar or chart.
    Bar "bar" <- TextStrong;
    /// QR codes: always dark on light, or scanners fail.
    Qr "qr" <- Text;
}

impl Role {
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// Place in [`Role::ALL`].
    pub(super) fn index(self) -> usize {
        #[expect(clippy::as_conversions, reason = "a fieldless enum has no other way to its number")]
        let index = self as usize;
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chain_ends_in_text() {
        for (at, role) in Role::ALL.iter().enumerate() {
            assert_eq!(role.index(), at);
            assert_eq!(Role::named(role.name()), Some(*role));
            assert!(role.parent().is_none_or(|parent| parent < *role));
            let mut current = *role;
            for _ in 0..Role::ALL.len() {
                current = current.parent().unwrap_or(Role::Text);
            }
            assert_eq!(current, Role::Text);
        }
    }
}
