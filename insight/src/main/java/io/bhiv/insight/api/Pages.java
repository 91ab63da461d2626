package io.bhiv.insight.api;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** The headers of everything a browser shows: kept by nobody, in no frame, and with nothing from another host. */
final class Pages {

    /** No inline script and no inline style. Images may be data, because charts are drawn on a canvas. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private Pages() {}

    static Uni<Response> shown(TemplateInstance page) {
        return page.createUni().map(html -> page(html).build());
    }

    static Response.ResponseBuilder page(Object entity) {
        return Response.ok(entity, "text/html;charset=UTF-8")
                .header("Cache-Control", "no-store")
                // Not no-referrer: a form would then not send where it comes from, not even to us.
                .header("Referrer-Policy", "same-origin")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", POLICY);
    }

    /** After a form: a browser that loads its page again sends nothing again. */
    static Response seeOther(URI address) {
        return Response.seeOther(address).header("Cache-Control", "no-store").build();
    }
}
