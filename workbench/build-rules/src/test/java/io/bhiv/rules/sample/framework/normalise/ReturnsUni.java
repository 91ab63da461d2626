package io.bhiv.rules.sample.framework.normalise;

import io.smallrye.mutiny.Uni;

final class ReturnsUni {

    private ReturnsUni() {}

    static Uni<String> normalised(String text) {
        return Uni.createFrom().item(text);
    }
}
