package io.jangada.client;

import java.util.List;

/**
 * What a server says about itself. Sizes are bytes; a size of 0 means that it did not say. Ids are
 * unsigned, a leader of 0 means that it knows none.
 */
public record MemberStatus(
        Result.Header header,
        String version,
        String storageVersion,
        long dbSize,
        long dbSizeInUse,
        long dbSizeQuota,
        long leader,
        boolean learner,
        long raftIndex,
        long raftTerm,
        long raftAppliedIndex,
        List<String> errors,
        boolean downgradeInfo,
        boolean downgradeEnabled,
        String downgradeTargetVersion) {

    public MemberStatus {
        errors = List.copyOf(errors);
    }
}
