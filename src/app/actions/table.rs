//! The table itself.

use super::{Context, Group};

macro_rules! actions {
    ($($action:ident $name:literal $group:ident [$($context:ident)+],)+) => {
        /// Everything that a key, the palette or a menu can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the table says what each is, and its words stand in i18n")]
        pub enum Action { $($action),+ }

        impl Action {
            /// Every action, in the order in which help shows them.
            pub const ALL: &'static [Self] = &[$(Self::$action),+];

            /// Name in keymap files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$action => $name),+ }
            }

            /// Key of its words in `i18n`.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$action => concat!("action.", $name)),+ }
            }

            /// Heading.
            pub const fn group(self) -> Group {
                match self { $(Self::$action => Group::$group),+ }
            }

            /// Where it means something.
            pub const fn contexts(self) -> &'static [Context] {
                match self { $(Self::$action => &[$(Context::$context),+]),+ }
            }
        }
    };
}

actions! {
    Help "help.open" Program [Global],
    Palette "palette.open" Program [Global],
    More "more.open" Program [Global],
    Back "back" Program [Global Review],
    Notices "notices.open" Program [Global],
    Doctor "doctor.open" Program [Global],
    Language "language.switch" Program [Global],
    Reveal "personal.reveal" Program [Global],
    Lock "session.lock" Program [Global],
    Unlock "session.unlock" Program [Locked],
    SetPin "session.pin" Program [Global],
    ChangePassphrase "session.passphrase" Program [Global],
    Redraw "screen.redraw" Program [Global],
    Mouse "mouse.switch" Program [Global],
    Pin "pin.switch" Program [Finder],
    HoldGuides "guides.hold" Program [Global],
    Leave "app.leave" Program [Global Locked],

    PlaceHome "place.home" Places [Global],
    PlaceAccept "place.accept" Places [Global],
    PlaceTodo "place.todo" Places [Global],
    PlaceSupplement "place.supplement" Places [Global],
    PlaceIssue "place.issue" Places [Global],
    PlaceQuery "place.query" Places [Global],
    PlaceBackOffice "place.approve" Places [Global],
    PlaceSettings "place.settings" Places [Global],
    PlaceOriginals "place.originals" Places [Global],
    PlaceCarry "place.carry" Places [Global],
    PlaceOutbox "place.outbox" Places [Global],
    PlaceCatalogue "place.catalogue" Places [Global],
    PlaceStaff "place.staff" Places [Global],
    Tally "place.tally" Places [Global],
    SignIn "session.sign_in" Program [Global],
    SignInByPhone "session.phone" Program [Global],
    SignOut "session.sign_out" Program [Global],
    ChangePassword "session.password" Program [Global],
    Enrol "session.enrol" Program [Global],

    Open "list.open" Moving [List Results],
    Up "list.up" Moving [List Results Choice Viewer],
    Down "list.down" Moving [List Results Choice Viewer],
    PageUp "list.page_up" Moving [List Results Viewer],
    PageDown "list.page_down" Moving [List Results Viewer],
    First "list.first" Moving [List Viewer],
    Last "list.last" Moving [List Viewer],
    NextPane "pane.next" Moving [List Results Viewer],
    PreviousPane "pane.previous" Moving [List Results Viewer],
    Choose1 "choice.take 1" Moving [List Choice],
    Choose2 "choice.take 2" Moving [List Choice],
    Choose3 "choice.take 3" Moving [List Choice],
    Choose4 "choice.take 4" Moving [List Choice],
    Choose5 "choice.take 5" Moving [List Choice],
    Choose6 "choice.take 6" Moving [List Choice],
    Choose7 "choice.take 7" Moving [List Choice],
    Choose8 "choice.take 8" Moving [List Choice],
    Choose9 "choice.take 9" Moving [List Choice],
    Confirm "choice.confirm" Moving [Choice],

    Filter "list.filter" Moving [List Results],
    SettingNext "setting.next" Moving [Settings],
    SettingPrevious "setting.previous" Moving [Settings],

    TextLeft "field.left" Typing [Field],
    TextRight "field.right" Typing [Field],
    TextHome "field.start" Typing [Field],
    TextEnd "field.end" Typing [Field],
    TextUp "field.line_up" Typing [Lines],
    TextDown "field.line_down" Typing [Lines],
    TextLineHome "field.line_start" Typing [Lines],
    TextLineEnd "field.line_end" Typing [Lines],
    SelectLeft "select.left" Typing [Field],
    SelectRight "select.right" Typing [Field],
    SelectUp "select.up" Typing [Lines],
    SelectDown "select.down" Typing [Lines],
    SelectHome "select.start" Typing [Field],
    SelectEnd "select.end" Typing [Field],
    SelectAll "select.all" Typing [Field],
    SelectMark "select.mark" Typing [Field],
    TextCopy "text.copy" Typing [Field],
    TextCut "text.cut" Typing [Field],
    TextPaste "text.paste" Typing [Field],
    TextBackspace "field.backspace" Typing [Field],
    TextDelete "field.delete" Typing [Field],
    TextClear "field.clear" Typing [Field],
    TextWordLeft "field.word_left" Typing [Field],
    TextWordRight "field.word_right" Typing [Field],
    TextDeleteWord "field.delete_word" Typing [Field],
    TextBreak "field.line_break" Typing [Field],
    TextUndo "edit.undo" Typing [Field Form],
    TextRedo "edit.redo" Typing [Field Form],
    FieldDone "form.next_unfinished" Typing [Form],
    FieldNext "form.next" Typing [Form],
    FieldPrevious "form.previous" Typing [Form],

    StepNext "step.next" Accept [Workspace],
    StepPrevious "step.previous" Accept [Workspace],
    StepFinish "step.finish" Accept [Workspace Form],
    Agent "applicant.agent" Accept [Applicant],
    Guide "guide.open" Accept [Workspace Materials],
    Park "draft.park" Accept [Global],
    Preview "paper.preview" Accept [Papers],
    Print "paper.print" Accept [Papers],

    MaterialOk "material.complete" Materials [Materials],
    MaterialAbsent "material.missing" Materials [Materials],
    MaterialTolerate "material.tolerate" Materials [Materials],
    MaterialExempt "material.exempt" Materials [Materials],
    MaterialDefect "material.defect" Materials [Materials],
    MaterialClear "material.clear" Materials [Materials],
    MaterialPoints "material.review" Materials [Materials],
    MaterialScans "material.scans" Materials [Materials Review Files],
    ScanRemove "scan.remove" Materials [Scans],
    PointTick "review.tick" Materials [Review],
    AllOk "material.complete_all" Materials [Materials],
    NextOpen "material.next_open" Materials [Materials],

    DepartmentOpen "department.open" Case [Department],
    Opinion "department.opinion" Case [Department],
    Special "department.special" Case [Department],
    Prolong "department.extend" Case [Department],
    AskCitizen "department.ask" Case [Department],
    SendBack "department.send_back" Case [Department],
    Decide "department.decide" Case [Department],
    Claim "department.claim" Case [Department],
    Explain "department.explain" Case [Department],
    FileSave "file.save" Case [Files],
    QueueMark "queue.mark" Case [Queue],
    QueueFilter "queue.filter" Case [Queue],
    QueueExport "queue.export" Case [Queue],

    CatalogueImport "catalogue.import" Case [Catalogue],
    CatalogueAll "catalogue.all" Case [Catalogue],

    Conflict "conflict.open" Case [Global],

    WhoAmI "demo.who" Demo [Demo],
    ClockAhead "demo.clock_ahead" Demo [Demo],
    CutLine "demo.line" Demo [Demo],
    CutRegisters "demo.registers" Demo [Demo],
}
