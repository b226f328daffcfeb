//! The registers that a centre asks, whoever runs them.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    CertificateRegister, CreditRegister, CreditReply, DemoRegisters, DepartmentReply, DepartmentVerification, Holder,
    Question, Register, RegisterError, SharedData, SharedReply,
};
use crate::domain::exemption::{Authorisation, Evidence};

/// Every register of a centre.
#[derive(Clone)]
pub struct Registers {
    /// 电子证照库
    pub certificates: Arc<dyn CertificateRegister>,
    /// 数据共享
    pub shared: Arc<dyn SharedData>,
    /// 信用信息
    pub credit: Arc<dyn CreditRegister>,
    /// 部门核验
    pub departments: Arc<dyn DepartmentVerification>,
    /// The demo hall's registers, for what only a demonstration can do: earlier cases, cut lines.
    pub demo: Option<DemoRegisters>,
}

impl Registers {
    /// The demo hall's.
    pub fn demo(registers: &DemoRegisters) -> Self {
        let one = Arc::new(registers.clone());
        Self {
            certificates: one.clone(),
            shared: one.clone(),
            credit: one.clone(),
            departments: one,
            demo: Some(registers.clone()),
        }
    }

    /// A centre that no register is connected to: every question stays without an answer, and the fall-backs of R6.7
    /// hold.
    pub fn unconnected() -> Self {
        let none = Arc::new(Unconnected);
        Self { certificates: none.clone(), shared: none.clone(), credit: none.clone(), departments: none, demo: None }
    }
}

struct Unconnected;

impl CertificateRegister for Unconnected {
    fn certificate(&self, _: &Question<'_>, _: &Authorisation, _: Timestamp) -> Result<Evidence, RegisterError> {
        Err(RegisterError::Unreachable(Register::Certificates))
    }
}

impl SharedData for Unconnected {
    fn shared(&self, _: &Question<'_>, _: Timestamp) -> Result<SharedReply, RegisterError> {
        Err(RegisterError::Unreachable(Register::SharedData))
    }
}

impl CreditRegister for Unconnected {
    fn credit(&self, _: &Question<'_>, _: Timestamp) -> Result<CreditReply, RegisterError> {
        Err(RegisterError::Unreachable(Register::Credit))
    }
}

impl DepartmentVerification for Unconnected {
    fn ask_department(&self, _: &Question<'_>, _: &str, _: Timestamp) -> Result<DepartmentReply, RegisterError> {
        Err(RegisterError::Unreachable(Register::Departments))
    }

    fn department_answer(
        &self,
        _: &Evidence,
        _: &str,
        _: Holder<'_>,
        _: Timestamp,
    ) -> Result<DepartmentReply, RegisterError> {
        Err(RegisterError::Unreachable(Register::Departments))
    }
}
