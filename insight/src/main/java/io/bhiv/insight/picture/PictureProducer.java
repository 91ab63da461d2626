package io.bhiv.insight.picture;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The picture of this process. */
final class PictureProducer {

    private PictureProducer() {}

    @Produces
    @Singleton
    static LivePicture picture(PictureConfig config, Clock clock) {
        return new LivePicture(config.expected(), clock.instant());
    }
}
