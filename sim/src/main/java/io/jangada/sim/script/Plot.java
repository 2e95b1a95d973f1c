package io.jangada.sim.script;

import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Steps of a few servers at their first start.
 *
 * @param prompt whether everything is durable as soon as it is ordered
 */
public record Plot(int servers, Settings settings, boolean prompt, List<Step> steps) {
    /** The settings of scenarios that say nothing of them. */
    public static final Settings PLAIN = Settings.of(100, 1000);

    Plot with(List<Step> others) {
        return new Plot(servers, settings, prompt, others);
    }

    Plot withSettings(Settings others) {
        return new Plot(servers, others, prompt, steps);
    }

    Plot promptly() {
        return new Plot(servers, settings, true, steps);
    }

    /** With the messages of pre-votes in the place of each {@link Step.Campaign}. */
    Plot campaigning() {
        List<Step> all = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Campaign(var at)) {
                campaign(at, all);
            } else {
                all.add(step);
            }
        }
        return with(all);
    }

    private void campaign(ServerId at, List<Step> all) {
        List<ServerId> others = new ArrayList<>();
        for (int other = 1; other <= servers; other++) {
            if (other != at.value()) {
                others.add(new ServerId(other));
            }
        }
        others.forEach(other -> all.add(new Step.Silence(other)));
        all.add(new Step.Elapse(at));
        Message asked = new Message.PreVote(0, 0, 0);
        others.forEach(other -> all.add(new Step.Deliver(at, other, asked, 0)));
        Message told = new Message.PreVoteReply(0, true);
        others.forEach(other -> all.add(new Step.Deliver(other, at, told, 0)));
    }

    /** Of the other servers alone; those behind {@code gone} are renamed. */
    Plot without(ServerId gone) {
        UnaryOperator<ServerId> name =
                id -> id.compareTo(gone) < 0 ? id : new ServerId(id.value() - 1);
        List<Step> left =
                steps.stream()
                        .filter(step -> !Step.concerns(step, gone))
                        .map(step -> Step.renamed(step, name))
                        .toList();
        return new Plot(servers - 1, settings, prompt, left);
    }

    /** Makes all steps that can be made, up to the first violation. */
    public Story play() {
        return play(false);
    }

    /** See {@link Cores#Cores}. */
    Story play(boolean byPlace) {
        Cores cores = new Cores(servers, settings, prompt, byPlace);
        List<Happening> happenings = new ArrayList<>();
        for (Step step : steps) {
            if (cores.violation() != null) {
                break;
            }
            Happening made = cores.make(step);
            if (made != null) {
                happenings.add(made);
            }
        }
        return new Story(this, happenings, cores.letters(), cores.violation(), cores.shown());
    }
}
