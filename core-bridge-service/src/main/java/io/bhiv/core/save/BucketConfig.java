package io.bhiv.core.save;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where BHIV Bucket is. */
@ConfigMapping(prefix = "bridge.core.bucket")
public interface BucketConfig {

    /** Folder of the objects; {@code BHIV_BUCKET_DIR} in the environment. Used unless {@code s3} is configured. */
    @WithDefault("${BHIV_BUCKET_DIR:./data/bucket}")
    Path dir();

    /** An S3-compatible store instead of the folder. */
    Optional<S3> s3();

    interface S3 {

        /** Address of the store, for example {@code https://s3.example.org}. */
        URI endpoint();

        /** Name of the bucket; it must exist. */
        String bucket();

        /** Region the requests are signed for; {@code us-east-1} unless set. No default here: it would make the whole group present. */
        Optional<String> region();

        /** Access key id. */
        String accessKey();

        /** Secret access key. */
        String secretKey();

        /** Time one attempt may take, 5 s unless set; three times that is the limit of a whole save. */
        Optional<Duration> attemptTimeout();
    }
}
