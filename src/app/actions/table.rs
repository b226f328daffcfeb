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
    Back "back" Program [Global],
    Notices "notices.open" Program [Global],
    Language "language.switch" Program [Global],
    Reveal "reveal" Program [Global],
    Lock "lock" Program [Global],
    Unlock "unlock" Program [Locked],
    Redraw "redraw" Program [Global],
    Leave "leave" Program [Global],

    PlaceHome "place.home" Places [Global],
    PlaceAccept "place.accept" Places [Global],
    PlaceTodo "place.todo" Places [Global],
    PlaceSupplement "place.supplement" Places [Global],
    PlaceIssue "place.issue" Places [Global],
    PlaceQuery "place.query" Places [Global],
    PlaceBackOffice "place.back_office" Places [Global],

    Confirm "confirm" Moving [List Form Choice Overlay AcceptMaterials AcceptPoints AcceptConclusion Department Case],
    Up "up" Moving [List Form Choice Overlay],
    Down "down" Moving [List Form Choice Overlay],
    PageUp "page.up" Moving [List Form Overlay],
    PageDown "page.down" Moving [List Form Overlay],
    First "first" Moving [List Overlay],
    Last "last" Moving [List Overlay],
    NextPane "pane.next" Moving [List Form AcceptMaterials],
    PreviousPane "pane.previous" Moving [List Form],
    Choose1 "choose.1" Moving [List Choice Overlay Department AcceptConclusion],
    Choose2 "choose.2" Moving [List Choice Overlay Department AcceptConclusion],
    Choose3 "choose.3" Moving [List Choice Overlay Department AcceptConclusion],
    Choose4 "choose.4" Moving [List Choice Overlay Department AcceptConclusion],
    Choose5 "choose.5" Moving [List Choice Overlay Department AcceptConclusion],
    Choose6 "choose.6" Moving [List Choice Overlay AcceptConclusion],
    Choose7 "choose.7" Moving [List Choice Overlay AcceptConclusion],
    Choose8 "choose.8" Moving [List Choice Overlay AcceptConclusion],
    Choose9 "choose.9" Moving [List Choice Overlay AcceptConclusion],

    TextLeft "text.left" Typing [Text],
    TextRight "text.right" Typing [Text],
    TextHome "text.home" Typing [Text],
    TextEnd "text.end" Typing [Text],
    TextBackspace "text.backspace" Typing [Text],
    TextDelete "text.delete" Typing [Text],
    TextClear "text.clear" Typing [Text],
    TextUndo "text.undo" Typing [Text],
    TextRedo "text.redo" Typing [Text],

    StepNext "step.next" Accept [Accept],
    StepPrevious "step.previous" Accept [Accept],
    StepFinish "step.finish" Accept [Form],
    Agent "applicant.agent" Accept [AcceptApplicant],
    Guide "guide.toggle" Accept [Accept],
    Park "park" Accept [Global],
    Preview "document.preview" Accept [AcceptConclusion Case],
    Print "document.print" Accept [AcceptConclusion Case],

    MaterialOk "material.ok" Materials [AcceptMaterials],
    MaterialAbsent "material.absent" Materials [AcceptMaterials],
    MaterialTolerate "material.tolerate" Materials [AcceptMaterials],
    MaterialExempt "material.exempt" Materials [AcceptMaterials],
    MaterialDefect "material.defect" Materials [AcceptMaterials],
    MaterialClear "material.clear" Materials [AcceptMaterials],
    MaterialPoints "material.points" Materials [AcceptMaterials],
    PointsBack "material.points_back" Materials [AcceptPoints],
    PointTick "material.point_tick" Materials [AcceptPoints],
    AllOk "material.all_ok" Materials [AcceptMaterials],

    WhoAmI "demo.who" Demo [Global],
    ClockAhead "demo.clock" Demo [Global],
    CutLine "demo.line" Demo [Global],
    CutRegisters "demo.registers" Demo [Global],
}
