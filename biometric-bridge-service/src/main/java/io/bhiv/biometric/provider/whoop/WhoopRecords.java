package io.bhiv.biometric.provider.whoop;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.provider.FetchedBody;
import io.bhiv.biometric.provider.Reading;

/** Objects of WHOOP's API v2 by their type. The order of versions is {@code updated_at}. */
final class WhoopRecords {

    private static final String CHANGED = "updated_at";

    private final FetchedBody bodies;

    WhoopRecords(FetchedBody bodies) {
        this.bodies = bodies;
    }

    Reading read(Delivery delivery, About about) {
        return switch (about.objectType()) {
            case "recovery" ->
                bodies.read(
                        delivery,
                        about,
                        Recovery::read,
                        body -> Recovery.record(body).time(CHANGED));
            case "sleep" -> read(delivery, about, Sleep::read);
            case "workout" -> read(delivery, about, Workout::read);
            case "cycle" -> read(delivery, about, Cycle::read);
            default -> new Reading.UnknownType("other object type");
        };
    }

    private Reading read(Delivery delivery, About about, FetchedBody.ObjectReader reader) {
        return bodies.read(delivery, about, reader, body -> body.time(CHANGED));
    }
}
