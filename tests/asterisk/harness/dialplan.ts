/**
 * The dialplan of a test instance.
 *
 * A call is a pair of Local channels. The AGI leg runs an extension of `test`, the other leg plays
 * the person on the telephone with an extension of `caller`. All settings are channel variables
 * that the originator gives, so that calls at the same time do not share any:
 *
 * - `AGIARGS`: what stands between the brackets of `AGI()`, in base64 because it may hold a newline.
 * - `AGI_SET`: assignments for `MSet()` on the AGI leg before the AGI, in base64.
 * - `AGI_REPORT`: names of variables, joined by commas. After the AGI their values go to the global
 *   variables `<unique id>_1`, `<unique id>_2` and so on: a user event cannot carry every text.
 * - `CALLER_…`: times in seconds, except for those of DTMF and tones, which are milliseconds.
 *
 * The user event `AGIDONE` ends each AGI, also after a hangup.
 *
 * @module
 */

/** The text of `extensions.conf`. */
export const DIALPLAN: string = `[general]
static=yes
writeprotect=yes

[test]
exten => up,1,Answer(,i)
 same => n,Gosub(prepare,s,1)
 same => n,AGI(\${BASE64_DECODE(\${AGIARGS})})
 same => n,Gosub(report,s,1)
 same => n,Hangup()

; not answered: the script does it, or not
exten => run,1,Gosub(prepare,s,1)
 same => n,AGI(\${BASE64_DECODE(\${AGIARGS})})
 same => n,Gosub(report,s,1)
 same => n,Hangup()

exten => eagi,1,Answer(,i)
 same => n,Gosub(prepare,s,1)
 same => n,EAGI(\${BASE64_DECODE(\${AGIARGS})})
 same => n,Gosub(report,s,1)
 same => n,Hangup()

; in a subroutine
exten => gosub,1,Answer(,i)
 same => n,Gosub(prepare,s,1)
 same => n,Gosub(inside,s,1(\${GOSUB_ARGS}))
 same => n,Gosub(report,s,1)
 same => n,Hangup()

; the AGI starts in the h extension, on a channel that is dead from the start
exten => dead,1,Answer(,i)
 same => n,Gosub(prepare,s,1)
 same => n,Set(AGI_DEAD=yes)
 same => n,Hangup()

exten => h,1,GotoIf($["\${AGI_DEAD}" = ""]?report)
 same => n,AGI(\${BASE64_DECODE(\${AGIARGS})})
 same => n(report),GosubIf($["\${AGI_REPORTED}" = ""]?report,s,1)

; where SET CONTEXT, SET EXTENSION and SET PRIORITY can lead
exten => next,1,UserEvent(NEXT,Place: \${CONTEXT}/\${EXTEN}/\${PRIORITY})
 same => n,Hangup()
 same => n(label),UserEvent(NEXT,Place: \${CONTEXT}/\${EXTEN}/label)
 same => n,Hangup()

[inside]
exten => s,1,AGI(\${BASE64_DECODE(\${AGIARGS})})
 same => n,Return()

[prepare]
exten => s,1,GotoIf($[\${LEN(\${AGI_SET})} = 0]?end)
 same => n,MSet(\${BASE64_DECODE(\${AGI_SET})})
 same => n(end),Return()

[report]
exten => s,1,Set(AGI_REPORTED=yes)
 same => n,Set(AGI_LEFT=\${AGI_REPORT})
 same => n,Set(AGI_COUNT=0)
 same => n,While($["\${AGI_LEFT}" != ""])
 same => n,Set(AGI_NAME=\${SHIFT(AGI_LEFT)})
 same => n,Set(AGI_COUNT=$[\${AGI_COUNT} + 1])
 same => n,Set(GLOBAL(\${UNIQUEID}_\${AGI_COUNT})=\${\${AGI_NAME}})
 same => n,EndWhile()
 same => n,UserEvent(AGIDONE,Status: \${AGISTATUS})
 same => n,Return()

; for the AGI command GOSUB
[sub]
exten => s,1,Set(SUB_ARGS=\${ARG1}-\${ARG2})
 same => n,Return(back:\${ARG1})
exten => hangup,1,Hangup()

; who is dialed
[party]
exten => answers,1,Answer(,i)
 same => n,Wait(60)
exten => briefly,1,Answer(,i)
 same => n,Wait(1)
exten => busy,1,Busy(1)
exten => congestion,1,Congestion(1)
exten => rings,1,Ringing()
 same => n,Wait(60)
exten => never,1,Ringing()
 same => n,Wait(60)

[caller]
exten => wait,1,Wait(\${CALLER_STAY})
exten => dtmf,1,Wait(\${CALLER_DELAY})
 same => n,SendDTMF(\${CALLER_DIGITS},\${CALLER_GAP},\${CALLER_DURATION})
 same => n,Wait(\${CALLER_STAY})
; the same, and then a tone: frames come all the time, as on a telephone
exten => dtmftone,1,Wait(\${CALLER_DELAY})
 same => n,SendDTMF(\${CALLER_DIGITS},\${CALLER_GAP},\${CALLER_DURATION})
 same => n,Milliwatt()
exten => talk,1,Wait(\${CALLER_DELAY})
 same => n,Playback(\${CALLER_SOUND})
 same => n,Wait(\${CALLER_STAY})
exten => text,1,Wait(\${CALLER_DELAY})
 same => n,SendText(\${CALLER_TEXT})
 same => n,Wait(\${CALLER_STAY})
exten => tone,1,Milliwatt()
; a tone, then frames of silence
exten => tonequiet,1,PlayTones(1004/\${CALLER_DURATION},0/600000)
 same => n,Wait(\${CALLER_STAY})
exten => echo,1,Echo()
`;
