package io.bhiv.core.api;

import io.bhiv.core.identity.UpdateIds;
import io.bhiv.core.journal.Appended;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.problem.ProblemResponses;
import java.util.UUID;

/** The answer to a module. The fields and their order are published. */
final class UpdateResponses {

    private UpdateResponses() {}

    /** The body of a 200; throws the problem where the key stands for another body or could not be looked up. */
    static String body(Appended appended, String module) {
        return switch (appended) {
            case Appended.Stored(UUID id, String session) -> success(id, session, module, "");
            case Appended.Duplicate(UUID id, String session) -> success(id, session, module, ",\"duplicate\":true");
            case Appended.Conflict conflict ->
                throw IdempotencyHeader.conflict().asException();
            case Appended.Unconfirmed unconfirmed ->
                throw ProblemResponses.storeUnavailable().asException();
        };
    }

    private static String success(UUID id, String session, String module, String more) {
        return "{\"status\":\"success\",\"timestamp\":\"" + UpdateIds.timeOf(id) + "\",\"session_id\":\""
                + JsonText.escaped(session) + "\",\"message\":\"Data received and logged for module " + module
                + "\",\"update_id\":\"" + id + "\"" + more + "}";
    }
}
