package io.bhiv.core.save;

/**
 * Where objects are kept.
 *
 * <p>Contract: an object is there whole or not at all; after {@code Saved} it is durable. Two writers of one name: each
 * object is whole, and the one that finishes last stays. Blocking: called on worker threads only.
 */
public interface BucketStore {

    SaveOutcome save(String filename, byte[] payload);
}
