package io.bhiv.core.save;

import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in an S3-compatible store. By the store's contract a put is whole or not at all, and the last one stays.
 * Each call has a limit per attempt and in all; the client retries what the store allows to retry.
 */
public final class S3BucketStore implements BucketStore, AutoCloseable {

    private static final int INSUFFICIENT_STORAGE = 507;

    private final S3Client client;
    private final String bucket;

    S3BucketStore(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /** Opens the store; nothing is called yet. */
    public static S3BucketStore open(BucketConfig.S3 config) {
        Duration attempt = config.attemptTimeout().orElse(Duration.ofSeconds(5));
        S3Client client = S3Client.builder()
                .endpointOverride(config.endpoint())
                .region(Region.of(config.region().orElse("us-east-1")))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(config.accessKey(), config.secretKey())))
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
                .overrideConfiguration(override -> override.addExecutionInterceptor(new WithoutExpect())
                        .apiCallAttemptTimeout(attempt)
                        .apiCallTimeout(attempt.multipliedBy(3)))
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(attempt)
                        .socketTimeout(attempt)
                        .build())
                .build();
        return new S3BucketStore(client, config.bucket());
    }

    /**
     * Sends the body at once. The client would ask for {@code 100 Continue} first, and {@code HttpURLConnection} under it now and then
     * misses the answer until its time is over; our payloads are small and in memory, so asking saves nothing.
     */
    private static final class WithoutExpect implements ExecutionInterceptor {

        @Override
        public SdkHttpRequest modifyHttpRequest(
                Context.ModifyHttpRequest context, ExecutionAttributes executionAttributes) {
            return context.httpRequest().toBuilder().removeHeader("Expect").build();
        }
    }

    @Override
    public SaveOutcome save(String filename, byte[] payload) {
        Optional<String> problem = BucketFilename.problem(filename);
        if (problem.isPresent()) {
            return new SaveOutcome.BadName(problem.get());
        }
        try {
            client.putObject(
                    put -> put.bucket(bucket).key(filename).contentType("application/json"),
                    RequestBody.fromBytes(payload));
            return new SaveOutcome.Saved("s3://" + bucket + "/" + filename);
        } catch (S3Exception refused) {
            return refused.statusCode() == INSUFFICIENT_STORAGE
                    ? new SaveOutcome.DiskFull()
                    : new SaveOutcome.Failed("the store answered " + refused.statusCode());
        } catch (SdkClientException unreachable) {
            return new SaveOutcome.Failed(
                    "the store cannot be reached (" + unreachable.getClass().getSimpleName() + ")");
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
