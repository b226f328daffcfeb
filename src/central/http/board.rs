//! The board of routes: each is put up together with the door before it, so that none can stand open by forgetting, and
//! the list of them is the router's own.

use axum::{
    Extension, Router,
    handler::Handler,
    routing::{MethodRouter, delete, get, patch, post},
};

use crate::central::{Centre, rights::Door};

/// A route and who may come in by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// `GET`, `POST`, `PATCH`, `DELETE`; `HEAD` goes with `GET`.
    pub method: &'static str,
    /// Path with its parts in braces.
    pub path: &'static str,
    /// What stands before it.
    pub door: Door,
}

/// Routes on their way into the router.
#[derive(Debug, Default)]
pub(super) struct Board {
    router: Router<Centre>,
    routes: Vec<Route>,
}

impl Board {
    /// `GET`.
    pub(super) fn get<T: 'static>(self, path: &'static str, door: Door, handler: impl Handler<T, Centre>) -> Self {
        let route = Route { method: "GET", path, door };
        self.put(route, get(handler.layer(Extension(route))))
    }

    /// `POST`.
    pub(super) fn post<T: 'static>(self, path: &'static str, door: Door, handler: impl Handler<T, Centre>) -> Self {
        let route = Route { method: "POST", path, door };
        self.put(route, post(handler.layer(Extension(route))))
    }

    /// `DELETE`.
    pub(super) fn delete<T: 'static>(self, path: &'static str, door: Door, handler: impl Handler<T, Centre>) -> Self {
        let route = Route { method: "DELETE", path, door };
        self.put(route, delete(handler.layer(Extension(route))))
    }

    /// `PATCH`.
    pub(super) fn patch<T: 'static>(self, path: &'static str, door: Door, handler: impl Handler<T, Centre>) -> Self {
        let route = Route { method: "PATCH", path, door };
        self.put(route, patch(handler.layer(Extension(route))))
    }

    fn put(mut self, route: Route, handler: MethodRouter<Centre>) -> Self {
        self.routes.push(route);
        Self { router: self.router.route(route.path, handler), ..self }
    }

    /// What was put up.
    pub(super) fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The router with all of it.
    pub(super) fn router(self) -> Router<Centre> {
        self.router
    }
}
