//! RULES 7.7, 1.7, 2.2, 10 (data). A service guide (办事指南): what one version of an item asks for and promises.
//!
//! `None` always means "the source does not state it", never a default. What was filled in for the demo hall is named
//! in [`Guide::demonstration`].

mod catch_all;
pub mod condition;
mod difference;
#[cfg(test)]
pub mod fixtures;
mod form;
mod item;
mod limit;
pub mod lint;
mod material;
mod names;

pub use catch_all::is_catch_all;
pub use condition::{Comparison, Condition, Facts, Truth};
pub use difference::{Change, Difference, How, What};
pub use form::{
    DayBound, FormField, FormFieldKind, FormRule, FormSection, Limits, MULTI_SEPARATOR, Relation, check_value,
};
pub use item::{
    Choice, DeliveryWay, Department, Fee, Guide, GuideRef, HandlingKind, ItemFlags, ItemKind, Question, ResultKind,
    ServiceObject,
};
pub use limit::{Limit, LimitUnit, SpecialKind, SpecialRule};
pub use material::{
    Defect, Material, MaterialForm, MaterialRole, MaterialSource, Necessity, OriginalUse, ReviewPoint, ToleranceMode,
    ToleranceRule,
};
pub use names::GuideNames;
