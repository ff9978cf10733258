package dev.sluice.kubernetes;

import java.time.Duration;
import java.util.Optional;

/**
 * The Leases by which replicas know of each other, and the one object that says who owns what. Versions are those of the API server and only compared for
 * being the same. Every method fails with an exception where it is not known whether anything was done.
 */
public interface MemberLeases {
    /** Which shard is whose, and the version of the object that says so; an empty one where there is none yet. */
    record Held(ShardMap map, String version) {}

    /**
     * A Lease as it is.
     *
     * @param lasts how long its replica says that it may be silent
     */
    record Known(String version, Duration lasts) {}

    /** Makes a replica's Lease; returns its version. */
    String join(String member);

    /** Renews a Lease that has the version still; empty when it has not, or is gone. */
    Optional<String> renew(String member, String version);

    /** A Lease now; empty when it is gone, which it then is for ever. */
    Optional<Known> look(String member);

    /** Deletes a Lease that has the version still, or is gone; whether it is gone now. */
    boolean expel(String member, String version);

    /** Who owns what now. */
    Held read();

    /** Writes who owns what where it has the version still; empty when it has not. */
    Optional<Held> write(ShardMap map, String version);
}
