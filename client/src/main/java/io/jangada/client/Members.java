package io.jangada.client;

import java.util.List;

/** The members of the cluster, as one of them knows it. */
public record Members(Result.Header header, List<Member> members) {

    public Members {
        members = List.copyOf(members);
    }

    /** A member that was added, and all there are now. */
    public record Added(Member member, Members all) {}

    /**
     * One member. Name and client URLs are empty until it has started once.
     *
     * @param id unsigned
     */
    public record Member(
            long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {

        public Member {
            peerUrls = List.copyOf(peerUrls);
            clientUrls = List.copyOf(clientUrls);
        }
    }
}
