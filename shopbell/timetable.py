"""Which task runs when: all of the desk's clockwork on one page (cron words, UTC)."""

from procrastinate.contrib.django import app

from shopbell.announcements.tasks import publish_scheduled_news, tell
from shopbell.announcements.tasks import sweep as sweep_status
from shopbell.api.tasks import forget_done_calls
from shopbell.automation.tasks import run_schedules, sweep_runs
from shopbell.channels.chat.tasks import sweep as sweep_visits
from shopbell.channels.email.tasks import (
    check_senders_again,
    forget_answers,
    forget_arrivals,
    forget_spam,
    requeue,
    sweep_pictures,
    tell_breakdowns,
)
from shopbell.channels.form.tasks import sweep as sweep_form
from shopbell.channels.tasks import recover, send_scheduled
from shopbell.community.tasks import mail_news, open_for_silent_topics
from shopbell.community.tasks import sweep as sweep_community
from shopbell.core.tasks import check_files, forget, forget_checks, sweep
from shopbell.customers.tasks import sweep_identities, sweep_notes
from shopbell.helpcenter.tasks import look_after_changed_policies, look_for_doubts, publish_scheduled, remind
from shopbell.helpcenter.tasks import sweep as sweep_help
from shopbell.live.tasks import keep_sitters
from shopbell.notifications.tasks import send_digests
from shopbell.notifications.tasks import sweep as sweep_notifications
from shopbell.portal.tasks import sweep as sweep_portal
from shopbell.promises.tasks import (
    count_asked_hours,
    forget_shown_waits,
    keep_promises,
    mark_drifted,
    measure_equal_treatment,
    measure_usual_replies,
    settle_first_contacts,
    sum_up_days,
    tend,
    watch_equal_treatment,
)
from shopbell.routing.tasks import look_each_minute
from shopbell.search.tasks import (
    catch_up,
    catch_up_help,
    forget_searches,
    read_policies_again,
    search_again_what_was_in_vain,
)
from shopbell.shop.tasks import (
    count_paces,
    expire_approvals,
    forget_carrier_calls,
    forget_carts,
    forget_notices,
    forget_rehearsals,
    look_for_standstills,
    reconcile,
    take_early_calls,
    watch_parcels,
)
from shopbell.tickets.tasks import (
    erase_deleted,
    judge_complexity,
    sweep_bulk_runs,
    sweep_link_previews,
    sweep_uploads,
    sweep_views,
    wake_due,
)

app.periodic(cron="17 3 * * *")(sweep_uploads)
app.periodic(cron="21 3 * * *")(sweep_views)
app.periodic(cron="25 3 * * *")(sweep_notes)
app.periodic(cron="9 * * * *")(sweep_portal)
app.periodic(cron="26 3 * * *")(sweep_identities)
app.periodic(cron="28 3 * * *")(sweep_runs)
app.periodic(cron="* * * * *")(run_schedules)
app.periodic(cron="27 3 * * *")(sweep_visits)
app.periodic(cron="30 * * * *")(sweep_form)
app.periodic(cron="29 3 * * *")(erase_deleted)
app.periodic(cron="31 3 * * *")(judge_complexity)
app.periodic(cron="33 3 * * *")(sweep_link_previews)
app.periodic(cron="37 3 * * *")(sweep_pictures)
app.periodic(cron="* * * * *")(wake_due)
app.periodic(cron="* * * * *")(publish_scheduled)
app.periodic(cron="* * * * *")(publish_scheduled_news)
app.periodic(cron="35 3 * * *")(sweep_help)
app.periodic(cron="40 5 * * *")(remind)
app.periodic(cron="24 * * * *")(look_for_doubts)
app.periodic(cron="* * * * *")(look_after_changed_policies)
app.periodic(cron="* * * * *")(mail_news)
app.periodic(cron="* * * * *")(tell)
app.periodic(cron="36 3 * * *")(sweep_status)
app.periodic(cron="*/10 * * * *")(open_for_silent_topics)
app.periodic(cron="38 3 * * *")(sweep_community)
app.periodic(cron="23 3 * * *")(sweep_bulk_runs)
app.periodic(cron="* * * * *")(recover)
app.periodic(cron="* * * * *")(send_scheduled)
app.periodic(cron="* * * * *")(requeue)
app.periodic(cron="* * * * *")(check_senders_again)
app.periodic(cron="*/5 * * * *")(tell_breakdowns)
app.periodic(cron="* * * * *")(look_each_minute)
app.periodic(cron="* * * * *")(catch_up)
app.periodic(cron="* * * * *")(catch_up_help)
app.periodic(cron="2 * * * *")(read_policies_again)
app.periodic(cron="12,42 * * * *")(search_again_what_was_in_vain)
app.periodic(cron="49 3 * * *")(forget_searches)
app.periodic(cron="* * * * *")(tend)
app.periodic(cron="* * * * *")(keep_sitters)
app.periodic(cron="41 3 * * *")(forget)
app.periodic(cron="47 3 * * *")(forget_checks)
app.periodic(cron="* * * * *")(check_files)
app.periodic(cron="45 3 * * *")(forget_spam)
app.periodic(cron="46 3 * * *")(forget_answers)
app.periodic(cron="48 3 * * *")(forget_arrivals)
app.periodic(cron="7 4 * * *")(sweep)
app.periodic(cron="*/5 * * * *")(send_digests)
app.periodic(cron="33 3 * * *")(sweep_notifications)
app.periodic(cron="* * * * *")(expire_approvals)
app.periodic(cron="51 3 * * *")(forget_done_calls)
app.periodic(cron="* * * * *")(watch_parcels)
app.periodic(cron="*/10 * * * *")(take_early_calls)
app.periodic(cron="*/10 * * * *")(look_for_standstills)
app.periodic(cron="13 3 * * *")(count_paces)
app.periodic(cron="55 3 * * *")(forget_carrier_calls)
app.periodic(cron="*/5 * * * *")(reconcile)
app.periodic(cron="53 3 * * *")(forget_notices)
app.periodic(cron="57 3 * * *")(forget_carts)
app.periodic(cron="27 3 * * *")(forget_rehearsals)
app.periodic(cron="19 * * * *")(measure_usual_replies)
app.periodic(cron="34 * * * *")(measure_equal_treatment)
app.periodic(cron="*/5 * * * *")(sum_up_days)
app.periodic(cron="4,34 * * * *")(count_asked_hours)
app.periodic(cron="44 5 * * *")(watch_equal_treatment)
app.periodic(cron="58 3 * * *")(forget_shown_waits)
app.periodic(cron="* * * * *")(keep_promises)
app.periodic(cron="*/5 * * * *")(mark_drifted)
app.periodic(cron="11 * * * *")(settle_first_contacts)
