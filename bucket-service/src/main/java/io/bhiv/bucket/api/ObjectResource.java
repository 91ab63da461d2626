package io.bhiv.bucket.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.bucket.object.ObjectStore;
import io.bhiv.bucket.object.ObjectStore.StoredObject;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.body.LargeAnswers;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stored objects, newest first. */
@Path("/api/v1/bucket/objects")
public class ObjectResource {

    /** As it is read, and as it is sent. */
    private static final long HELD_TWICE = 2;

    private final ObjectStore store;
    private final LargeAnswers answers;

    ObjectResource(ObjectStore store, LargeAnswers answers) {
        this.store = store;
        this.answers = answers;
    }

    /** A page of at most 500 objects and 8 MiB of data; {@code next_before} continues after it and is null on the last. */
    public record Answer(
            List<StoredObject> objects,
            int count,
            @JsonProperty("next_before") @Nullable String nextBefore) {}

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.CONSUMER, Roles.OPERATOR})
    public Uni<Answer> list(
            @QueryParam("module") @Nullable String module,
            @QueryParam("session") @Nullable String session,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("before") @Nullable Long before,
            @Context RoutingContext exchange) {
        int most = Math.clamp(limit, 1, 500);
        return store.page(module, session, before == null ? Long.MAX_VALUE : before, most)
                .chain(page -> answers.reading(
                        exchange,
                        HELD_TWICE * page.bytes(),
                        () -> store.read(page),
                        objects -> new Answer(objects, objects.size(), next(page))));
    }

    private static @Nullable String next(ObjectStore.Page page) {
        return page.last() ? null : Long.toString(page.objects().getLast());
    }
}
