package io.bhiv.play.person;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.UUID;

/** An invented person. The name alone decides the ids, as in {@code Content}: the same name is the same person. */
public record Person(String name, Body body, Baseline usual, Habits habits) {

    /** Oura's id of the person. */
    public UUID ouraId() {
        return uuid(name);
    }

    /** WHOOP's id of the person. */
    public long whoopId() {
        return whoopId(name);
    }

    /** The id of what was recorded on a day; the same in every version of it. */
    public UUID recordId(String kind, LocalDate day) {
        return uuid(name + "/" + kind + "/" + day);
    }

    /** WHOOP's id of a cycle, which is a number. */
    public long cycleId(LocalDate day) {
        return whoopId() * 100_000 + day.toEpochDay();
    }

    private static long whoopId(String name) {
        return Math.floorMod(uuid(name).getMostSignificantBits(), 100_000_000L);
    }

    private static UUID uuid(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
