// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/page_parts.hpp"

namespace facetrack::report {

// Text on its background has a contrast of at least 4.5 in both schemes.
const char* const page_style = R"css(
:root{--back:#fbfaf8;--card:#fff;--text:#1d1c1a;--soft:#5c5953;--line:#dcd8d0;--near:#1c6e4a;
--far:#a3402a;--shot:#8a857b;--mark:#1b5fb0;--focus:#1b5fb0}
@media(prefers-color-scheme:dark){:root{--back:#171614;--card:#211f1c;--text:#eeebe5;--soft:#b0aba1;
--line:#3a3732;--near:#58c491;--far:#ec8b73;--shot:#7d776c;--mark:#7db4f5;--focus:#7db4f5}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:1180px;margin:0 auto;padding:20px 16px}
footer{max-width:1180px;margin:0 auto;padding:0 16px 24px;color:var(--soft)}
h1{font-size:1.5rem;line-height:1.25;margin:.2em 0;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:2em 0 .6em}
p{margin:.4em 0}
.lead{font-size:1.1rem}
.facts{display:flex;flex-wrap:wrap;gap:4px 28px;margin:.6em 0}
.facts dt{color:var(--soft);font-size:.8rem}
.facts dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:14px;padding:0;
margin:0;list-style:none}
.grid.faces{grid-template-columns:repeat(auto-fill,minmax(112px,1fr))}
.grid>li{background:var(--card);border:1px solid var(--line);border-radius:8px;overflow:hidden}
.grid img,.grid video,.grid .nopic{display:block;width:100%;aspect-ratio:1;object-fit:cover;
background:var(--line)}
.grid.wide img,.grid.wide .nopic{aspect-ratio:16/9}
.grid.wide{grid-template-columns:repeat(auto-fill,minmax(176px,1fr))}
.grid .about{padding:8px 10px;overflow-wrap:anywhere;font-size:.85rem;font-variant-numeric:tabular-nums}
.grid .about strong{display:block;font-size:.95rem}
.grid>li.is-target{outline:2px solid var(--near);outline-offset:-1px}
.about span{color:var(--soft);display:block}
a{color:var(--mark)}
a.play{display:block;position:relative}
a.play::after{content:"";position:absolute;left:50%;top:50%;border:solid transparent;
border-width:15px 0 15px 24px;border-left-color:#fff;transform:translate(-40%,-50%);
filter:drop-shadow(0 0 4px #000)}
.tools button{font:inherit;min-width:2.4em;min-height:2.2em;border:1px solid var(--line);
border-radius:6px;background:var(--card);color:var(--text)}
.hint{color:var(--soft);font-size:.85rem}
:focus-visible{outline:3px solid var(--focus);outline-offset:1px}
#timeline{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px}
#timeline svg{display:block}
#timeline text{font:12px system-ui,sans-serif;fill:var(--soft)}
#timeline rect.shot{fill:var(--shot)}#timeline rect.shot.odd{opacity:.6}
#timeline rect.target,#timeline rect.clip{fill:var(--near)}
#timeline rect.other{fill:var(--far)}#timeline rect.unsure{fill:var(--mark)}
#timeline a:focus rect{stroke:var(--focus);stroke-width:3}
#timeline line{stroke:var(--line)}
#tip{position:fixed;z-index:2;max-width:220px;padding:6px;background:var(--card);
border:1px solid var(--line);border-radius:6px;font-size:.8rem;pointer-events:none}
#tip img{display:block;width:100%;border-radius:4px;margin-bottom:4px}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);
vertical-align:middle}
th{color:var(--soft);font-weight:500}
.scroll{overflow-x:auto}
td img,td .nopic{display:block;width:44px;height:44px;object-fit:cover;border-radius:4px;
background:var(--line)}
.bar{position:relative;min-width:120px;height:14px;background:var(--line);border-radius:3px}
.bar i{display:block;height:100%;border-radius:3px;background:var(--mark)}
.bar.target i{background:var(--near)}
.bar.other i{background:var(--far)}
.bar b{position:absolute;top:-3px;bottom:-3px;width:2px;background:var(--text)}
.plot{display:block;width:100%;min-width:760px;background:var(--card);border:1px solid var(--line);border-radius:8px}
.plot text{font:14px system-ui,sans-serif;fill:var(--soft)}
.plot line{stroke:var(--line)}
.plot polyline{fill:none;stroke:var(--mark);stroke-width:1.5}
.plot .chosen{fill:var(--near);fill-opacity:.28;stroke:var(--near)}
.plot .picked{fill:var(--near)}
.plot .all{fill:var(--mark)}
.plot a:focus .chosen{stroke:var(--focus);stroke-width:3}
.grid.strips{grid-template-columns:repeat(auto-fill,minmax(280px,1fr))}
.strip{display:grid;grid-template-columns:repeat(3,1fr);gap:2px}
.grid.strips a.play::after{left:auto;top:auto;right:8px;bottom:8px;transform:none;
border-width:9px 0 9px 15px;border-left-color:#fff}
.plot .rank{fill:var(--text);font-weight:600}
.grid.strips video{aspect-ratio:3}
pre{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 12px;
overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
)css";

}  // namespace facetrack::report
