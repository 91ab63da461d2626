package io.bhiv.rules.sample.audit;

import jakarta.annotation.security.RolesAllowed;

/** Acts for an operator and leaves no row. */
public class ActsUnseen {

    @RolesAllowed("operator")
    public String redrive() {
        return "done";
    }
}
