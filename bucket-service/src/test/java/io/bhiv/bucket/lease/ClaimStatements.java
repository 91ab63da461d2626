package io.bhiv.bucket.lease;

/** Shows tests the statement that the service really uses. */
public final class ClaimStatements {

    private ClaimStatements() {}

    public static String any() {
        return ClaimStore.CLAIM_ANY;
    }

    public static String inOrder() {
        return ClaimStore.CLAIM_IN_ORDER;
    }
}
